import type { Claims, OidcVerifier } from "@zerq/auth/oidc-verifier";
import { type RoleMap, readRoles } from "@zerq/auth/roles";
import { AppError } from "@zerq/errors/app-error";
import type { Caller } from "./caller.ts";

export type TokenReader = (token: string, via: Caller["via"]) => Promise<Caller>;

/**
 * Verifies an access token and reads who it stands for; roles come from the token on every request.
 * @param requiredAcr a person's bearer token must name one of these (RFC 9470); any will do when the list is empty. For
 *   the console's session the ID token was held to it at sign-in.
 * @param check what the kind of provider asks for besides
 */
export function tokenReader(
  verifier: OidcVerifier,
  rolesIn: { claim: string; map: RoleMap | undefined },
  requiredAcr: readonly string[] = [],
  check: (token: string) => Promise<void> = async () => undefined,
): TokenReader {
  return async (token, via) => {
    const claims = await verifier.verify(token);
    await check(token);
    // A token of the client credentials grant has no user: its subject is the client (RFC 9068 section 2.2).
    const kind = claims.sub === claims.client_id ? "service" : "user";
    if (kind === "user" && via === "bearer") refuseWeakSignIn(claims, requiredAcr);
    return {
      subject: String(claims.sub),
      name: nameOf(claims),
      kind,
      roles: readRoles(claims, rolesIn.claim, rolesIn.map),
      via,
    };
  };
}

/** @throws AppError `unauthorized` telling the caller to sign in again in one of the required ways */
export function refuseWeakSignIn(
  claims: Readonly<Record<string, unknown>>,
  requiredAcr: readonly string[],
): void {
  if (requiredAcr.length === 0 || requiredAcr.includes(String(claims.acr))) return;
  throw new AppError("unauthorized", {
    message: "A stronger way of signing in is required.",
    log: `acr is ${String(claims.acr)}`,
    headers: {
      "WWW-Authenticate": `Bearer error="insufficient_user_authentication", acr_values="${requiredAcr.join(" ")}"`,
    },
  });
}

function nameOf(claims: Claims): string {
  for (const claim of ["preferred_username", "name", "email", "sub"]) {
    const value = claims[claim];
    if (typeof value === "string" && value !== "") return value.slice(0, 200);
  }
  return "";
}
