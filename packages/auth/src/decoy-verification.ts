import { createSecretKey, randomBytes } from "node:crypto";
import { type CryptoKey, compactVerify, importJWK, type JWK } from "jose";
import jsonwebtoken from "jsonwebtoken";
import { type AsymmetricAlgorithm, asymmetricAlgorithms, keyTypeOf } from "./jwt-algorithms.ts";
import { readHeader } from "./jwt-parts.ts";

/** Keys whose private halves were never kept: nothing is signed with them, and what they say is not looked at. */
export const decoyKeys: Readonly<Record<ReturnType<typeof keyTypeOf>, JWK>> = {
  RSA: {
    kty: "RSA",
    n: "pjmsLA5mrqUfJfeWfSBVWx-vFPnexudarvvipChxt4y4I5o3hVF1kUTPfqhmFQR0jSVRmztCdiRCz4hWIM_xbWS83pBa-D8IZTfXkbGW-td0avTPGw8mHCK2irRKWT0sEs98pcAR5Lhv2QvrvIwn3DCpCz1ycjhWBogQ0WvBWWzYBU6SDBeE0nQephbf12CoZxVJSuXHjptFqUf08lOEA0MjYtKCpQIYyJ0vBoqQCEDn70CjgzKfOx0TOMcUc6oZiZ4BmpuVdQrK636tVCjHBEDmcPw5PQwiJFyT65NarmrAeJa2HaYqR8LzzV6IkWVAxYInCa4KW2ZO60_WMxC11w",
    e: "AQAB",
  },
  "P-256": {
    kty: "EC",
    x: "gDPECW8pE_cF4yqLQLVBt9-KdpWg3rxX6uINBLzPC9w",
    y: "W_r7NKubbfe9V-VItHREDqaMVZegMBCR7wrP3XZcJt0",
    crv: "P-256",
  },
  "P-384": {
    kty: "EC",
    x: "Batp-l-JrDioj7YpFTfUwZ2eAU4JV6kvxA_boIhBrVr1ZehOJrbzR7FCrBTlQrtt",
    y: "6VH8fwCX2VYwlpXZb-wO5IJam-ecb0qi0VH5BWn-Zvz1YozDxgX2U_0dCvG-Xub6",
    crv: "P-384",
  },
  "P-521": {
    kty: "EC",
    x: "AHBFwKGYC6lVCTXyBv7PWIMO4CaAxWRVojRYj5YwGbEcbW2g6lkKYYSrH5uipitJ67tdi_Oh_hvfWCKHOAvzCR8h",
    y: "AElWz1YGkzBz43eBQc1MCy_2C8TYYP8l9TB0sYCmVwc-NjZFRrSsC0XMjZG31V51jFS_cNTrFQsnYoaqVH3wKZAH",
    crv: "P-521",
  },
  Ed25519: { crv: "Ed25519", x: "WbpNDiafErBx2A9C40K0v6zeDQV6L4IBSbqpN1ZqOwM", kty: "OKP" },
};

const imported = new Map<AsymmetricAlgorithm, Promise<CryptoKey | Uint8Array>>();
const secret = createSecretKey(randomBytes(64));

/**
 * One verification of the algorithm that the token names, with a key that fits nothing. It stands in where there is no key
 * to verify with, so that a caller can't tell from the time whether there is such a profile and of what type (threat 12).
 * What is no token that can be read costs nothing, here and for every profile.
 * @returns undefined when it is done already
 */
export function decoyVerification(token: string): Promise<void> | undefined {
  let alg: string;
  try {
    alg = readHeader(token).alg;
    if (alg === "HS256" || alg === "HS384" || alg === "HS512")
      jsonwebtoken.verify(token, secret, { algorithms: [alg] });
  } catch {
    return undefined;
  }
  const algorithm = asymmetricAlgorithms.find((one) => one === alg);
  return algorithm === undefined ? undefined : verifyInVain(token, algorithm);
}

async function verifyInVain(token: string, algorithm: AsymmetricAlgorithm): Promise<void> {
  const key = imported.get(algorithm) ?? importJWK(decoyKeys[keyTypeOf(algorithm)], algorithm);
  imported.set(algorithm, key);
  await compactVerify(token, await key, { algorithms: [algorithm] }).catch(() => undefined);
}
