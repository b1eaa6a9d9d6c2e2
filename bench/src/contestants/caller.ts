import { mintToken } from "@zerq/crypto/token";

/** The one caller of the benchmark: the same three identity headers for every proxy that checks them. */
export const clientId = "0123456789abcdef01234567";
export const profileId = "0123456789abcdef01234568";
const tokenVersionId = "0123456789abcdef01234569";

const token = mintToken(tokenVersionId);

export function callerToken(): string {
  return token.reveal();
}

export function identityHeaders(): Record<string, string> {
  return {
    "x-client-id": clientId,
    "x-profile-id": profileId,
    authorization: `Bearer ${callerToken()}`,
  };
}
