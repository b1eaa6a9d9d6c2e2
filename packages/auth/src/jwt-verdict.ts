/** What a verifier says of a token. `expired` only when its signature and everything else is right; reasons are for the log. */
export type JwtVerdict<V> =
  | { readonly outcome: "valid"; readonly version: V }
  | { readonly outcome: "expired"; readonly reason: string }
  | { readonly outcome: "invalid"; readonly reason: string };

/** A verifier compiled from one profile's rules. It answers at once where no key has to be fetched or asked. */
export type TokenVerifier<V> = {
  /**
   * Every refusal of a token that can be read has done one verification of the algorithm that the token names.
   * @param now milliseconds since the epoch
   */
  verify(token: string, now: number): JwtVerdict<V> | Promise<JwtVerdict<V>>;
};
