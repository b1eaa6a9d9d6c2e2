import { AppError } from "@zerq/errors/app-error";
import type { ClientSession, Model } from "mongoose";
import { objectId, type ResourceDocument } from "./resource-document.ts";

/** @throws AppError `validation_failed` when an id names nothing */
export async function requireReference<D extends ResourceDocument>(
  session: ClientSession,
  model: Model<D>,
  id: string | null,
  path: string,
): Promise<void> {
  if (id === null) return;
  const found = await model.exists({ _id: objectId(id) } as never).session(session);
  if (found !== null) return;
  throw new AppError("validation_failed", {
    details: [{ path, code: "unknown_reference", message: "names nothing that exists" }],
  });
}
