import type { Secret } from "@zerq/logging/secret";

/** What a token is asked for with. Requests with one key share a token. */
export type TokenRequest = {
  readonly key: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret<string>;
  /** Separated by spaces; empty: what the server gives by default. */
  readonly scope: string;
  readonly audience: string;
};
