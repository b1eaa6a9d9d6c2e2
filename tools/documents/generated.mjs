// The documents that are made from sources, as { path: text }.
import { catalogue } from "@zerq/errors/catalogue";

/** @returns {Promise<Record<string, string>>} */
export async function generatedDocuments() {
  return {};
}
