import { AppError } from "@zerq/errors/app-error";
import { type ConfigKind, references } from "./config-kinds.ts";

/** A resource of a document, for people: where it stands and what it is. */
export type Place = { kind: ConfigKind; index: number; key: string };

/** A refusal of one resource as a refusal of the document: with the place in it, and the names that it uses. */
export function atPlace(place: Place, error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const { kind, index, key } = place;
  const base = `${kind}.${index}`;
  const details = error.details ?? [{ path: "", code: error.code, message: error.message }];
  return new AppError(error.code, {
    message: `${kind} ${key}: ${error.message}`,
    details: details.map((detail) => ({ ...detail, path: pathOf(kind, base, detail.path) })),
    ...(error.log !== undefined && { log: error.log }),
  });
}

function pathOf(kind: ConfigKind, base: string, path: string): string {
  return path === "" ? base : `${base}.${entryPath(kind, path)}`;
}

/** The path of a field of the API as it is in an entry, where references have other names. */
export function entryPath(kind: ConfigKind, path: string): string {
  const [name = "", ...rest] = path.split(".");
  const as = references[kind].find(({ field }) => field === name)?.as ?? name;
  return [as, ...rest].join(".");
}
