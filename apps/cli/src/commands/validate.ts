import { type ConnectionOptions, openManagement } from "../config/open-management.ts";
import { readDocuments } from "../config/read-documents.ts";
import { answerError } from "../config/refuse-answer.ts";
import type { CliSettings } from "../env.ts";
import { refuseForeignAnswer } from "../whom-to-ask.ts";

/** Says what is wrong with a document; ends with 1 when something is. @throws CliError */
export async function validateConfig(
  settings: CliSettings,
  paths: readonly string[],
  options: ConnectionOptions,
): Promise<void> {
  const document = await readDocuments(paths);
  const { url, client } = await openManagement(settings, options, "viewer");
  const asked = client.POST("/config/validate", { body: document as never });
  const { data, error, response } = await asked.catch(refuseForeignAnswer(url));
  if (data === undefined) throw answerError(url, response.status, error);
  for (const { path = "", message } of data.warnings ?? []) console.error(`! ${path}: ${message}`);
  if (data.valid) {
    console.log("The document is valid.");
    return;
  }
  for (const { path, message } of data.problems) console.error(`${path}: ${message}`);
  process.exitCode = 1;
}
