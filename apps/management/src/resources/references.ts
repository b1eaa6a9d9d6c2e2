import { AppError } from "@zerq/errors/app-error";
import type { ClientSession, Model } from "mongoose";
import { type Reading, readDocuments } from "../changes/transaction-documents.ts";
import type { ResourceDocument } from "./resource-document.ts";

/** @throws AppError `validation_failed` when an id names nothing */
export async function requireReference<D extends ResourceDocument>(
  session: ClientSession,
  model: Model<D>,
  id: string | null,
  path: string,
): Promise<void> {
  if (id === null) return;
  const [found] = await readDocuments(model, [id], session);
  if (found !== undefined) return;
  throw new AppError("validation_failed", {
    details: [{ path, code: "unknown_reference", message: "names nothing that exists" }],
  });
}

/** A document that a change is going to need, and what it leads to. */
export function readingOf<D extends ResourceDocument>(
  model: Model<D>,
  id: string,
  leadsTo?: (document: D) => readonly Reading[],
): Reading {
  return { model: model as never, id, ...(leadsTo !== undefined && { leadsTo }) };
}
