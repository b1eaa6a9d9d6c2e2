import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { JWK } from "oidc-provider";

/** What has to survive a restart for tokens and sessions to go on counting. */
export type ProviderKeys = { jwks: { keys: JWK[] }; cookieKey: string };

/** RS256, since every OpenID Connect client can verify it. */
export function generateProviderKeys(): ProviderKeys {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = privateKey.export({ format: "jwk" }) as JWK;
  return {
    jwks: { keys: [{ ...jwk, kid: randomBytes(8).toString("hex"), use: "sig", alg: "RS256" }] },
    cookieKey: randomBytes(32).toString("base64url"),
  };
}
