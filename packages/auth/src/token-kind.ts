import { JwtError, type JwtHeader } from "./jwt-parts.ts";

export type TokenKind = "access" | "id";

type Claims = Readonly<Record<string, unknown>>;

/** Media types of a token's header (RFC 9068 section 2.1; a plain JWT where the issuer names none). */
const accessTypes: readonly (string | undefined)[] = [undefined, "jwt", "at+jwt", "application/at+jwt"];
const idTypes: readonly (string | undefined)[] = [undefined, "jwt"];

/** Hashes that only ID tokens have (OpenID Connect Core 1.0 sections 3.1.3.6 and 3.3.2.11). */
const idClaims = ["at_hash", "c_hash", "s_hash"];

/**
 * An ID token says who signed in somewhere; it is for that client, not for an API, and the other way round. Providers differ
 * in how they mark them, so every mark counts: the header's type, Keycloak's `typ` claim, and claims of one kind only.
 * @throws JwtError when the token is evidently of another kind
 */
export function checkTokenKind(kind: TokenKind, { typ }: JwtHeader, claims: Claims, audience: string): void {
  const type = typ?.toLowerCase();
  const mark = Object.hasOwn(claims, "typ") ? claims["typ"] : undefined;
  if (kind === "access") {
    const isOther = mark === "ID" || mark === "Refresh" || mark === "Offline" || mark === "Logout";
    if (!accessTypes.includes(type) || isOther || idClaims.some((name) => Object.hasOwn(claims, name)))
      throw new JwtError("the token is no access token");
    return;
  }
  if (!idTypes.includes(type) || (mark !== undefined && mark !== "ID"))
    throw new JwtError("the token is no ID token");
  if (typeof claims["sub"] !== "string") throw new JwtError("an ID token has a sub");
  // Who it was issued to, where it is for several (section 3.1.3.7).
  if (Object.hasOwn(claims, "azp") && claims["azp"] !== audience)
    throw new JwtError("the ID token was issued to another client");
}
