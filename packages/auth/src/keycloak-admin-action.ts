import { AppError } from "@zerq/errors/app-error";
import { compactVerify, errors } from "jose";
import { z } from "zod";
import { JwtError, readClaims, readHeader } from "./jwt-parts.ts";
import { type KeySource, KeysUnavailableError } from "./key-source.ts";

/** What Keycloak sends to a client's admin URL, as far as it is looked at. Times are seconds since the epoch. */
export type AdminAction = {
  readonly id: string;
  readonly action: "LOGOUT" | "PUSH_NOT_BEFORE";
  /** The provider's sessions that have ended; undefined when it is about all of them. */
  readonly sessions: readonly string[] | undefined;
  readonly notBefore: number | undefined;
};

const text = z.string().min(1).max(200);
const content = z.object({
  id: text,
  action: z.enum(["LOGOUT", "PUSH_NOT_BEFORE"]),
  resource: z.string(),
  expiration: z.int(),
  notBefore: z.int().nonnegative().nullish(),
  adapterSessionIds: z.array(z.string()).nullish(),
  keycloakSessionIds: z.array(text).max(1_000).nullish(),
});

/**
 * Verifies an action of Keycloak's legacy admin URL: signed by the realm (RS256), for this client, and not over. Keycloak's own
 * adapter looks at the signature alone, so any other client's token with the right member would do.
 * @throws AppError `bad_request`, or `service_unavailable` while the realm's keys can't be had
 */
export async function verifyAdminAction(
  token: string,
  rules: { clientId: string; keys: KeySource; clockToleranceSeconds: number },
): Promise<AdminAction> {
  try {
    const header = readHeader(token);
    const key = await rules.keys.find(header);
    if (key === undefined) throw new JwtError("the realm has no such key");
    await compactVerify(token, key, { algorithms: ["RS256"] });
    const read = content.safeParse(readClaims(token));
    if (!read.success) throw new JwtError("it is no admin action");
    const { id, action, resource, expiration, notBefore, adapterSessionIds, keycloakSessionIds } = read.data;
    if (resource !== rules.clientId) throw new JwtError("the action is for another client");
    if (expiration + rules.clockToleranceSeconds < Date.now() / 1_000)
      throw new JwtError("the action is over");
    const isAboutAll = (adapterSessionIds ?? undefined) === undefined;
    const sessions = action === "LOGOUT" && !isAboutAll ? (keycloakSessionIds ?? []) : undefined;
    return { id, action, sessions, notBefore: notBefore ?? undefined };
  } catch (error) {
    throw asRefusal(error);
  }
}

function asRefusal(error: unknown): unknown {
  if (error instanceof KeysUnavailableError)
    return new AppError("service_unavailable", { log: error.message, headers: { "Retry-After": "5" } });
  const isRefusal = error instanceof JwtError || error instanceof errors.JOSEError;
  const log = isRefusal ? error.message : String(error);
  return new AppError("bad_request", { message: "The admin action is not valid.", log });
}
