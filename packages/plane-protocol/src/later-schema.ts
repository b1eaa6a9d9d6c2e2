import { z } from "zod";
import { ProtocolError } from "./protocol-error.ts";

/** The schema that this software writes. It reads the one before, and of the one after what `understood` lets through. */
export const SCHEMA_VERSION = 1;

/** Of a message: the version before, the own one and the next one. */
export const readableVersion = z
  .int()
  .min(Math.max(1, SCHEMA_VERSION - 1))
  .max(SCHEMA_VERSION + 1);

const MOST_CRITICAL = 32;
const LONGEST_NAME = 64;
const criticalNames = z.array(z.string().min(1).max(LONGEST_NAME)).min(1).max(MOST_CRITICAL);

/**
 * A message without the members that only the next schema has, so that it can be read as one of this schema; as it is when it
 * is of no later one, and then a member that isn't known is one too many. A member that mustn't be passed over is named in the
 * message's `critical`, as header parameters are in a JWS's `crit` (RFC 7515 section 4.1.11): a list that isn't empty, names
 * nothing twice and nothing that isn't there.
 * @param what the kind of message, for the error
 * @param value JSON that has been proved to be management's
 * @throws ProtocolError `schema-version` when a critical member isn't known here, or the list is wrong
 */
export function understood(what: string, { shape }: z.ZodObject, value: unknown): unknown {
  if (!isLater(value)) return value;
  const { critical, ...members } = value;
  if (critical !== undefined) {
    const names = criticalNames.safeParse(critical);
    if (!names.success || new Set(names.data).size < names.data.length)
      throw new ProtocolError("schema-version", `${what} (its list of critical members is wrong)`);
    for (const name of names.data)
      if (!Object.hasOwn(members, name) || !Object.hasOwn(shape, name))
        throw new ProtocolError("schema-version", `${what} (it needs ${JSON.stringify(name)})`);
  }
  return Object.fromEntries(Object.entries(members).filter(([name]) => Object.hasOwn(shape, name)));
}

type LaterMessage = { readonly schemaVersion: number; readonly critical?: unknown };

function isLater(value: unknown): value is LaterMessage {
  return (
    typeof value === "object" &&
    value !== null &&
    "schemaVersion" in value &&
    value.schemaVersion === SCHEMA_VERSION + 1
  );
}
