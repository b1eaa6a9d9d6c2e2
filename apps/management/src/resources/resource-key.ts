import { randomId } from "@zerq/crypto/random";
import { AppError } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import type { ResourceDocument } from "./resource-document.ts";
import type { ResourceKind } from "./resource-kind.ts";
import { slugOf } from "./slug.ts";

/** A key made from the name, with something random behind it where it is taken. */
export async function freeKey<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  input: I,
  session: ClientSession,
): Promise<string> {
  const base = slugOf(kind.nameOf(input), kind.type);
  return (await isTaken(kind, base, session)) ? `${base}-${randomId().slice(0, 6)}` : base;
}

/** @throws AppError `conflict` when another resource of this kind has the key */
export async function refuseTakenKey<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  key: string,
  session: ClientSession,
): Promise<void> {
  if (!(await isTaken(kind, key, session))) return;
  throw new AppError("conflict", { message: `Another ${kind.type} already has the key ${key}.` });
}

async function isTaken<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  key: string,
  session: ClientSession,
): Promise<boolean> {
  return (await kind.model.exists({ key } as never).session(session)) !== null;
}
