import type { JwtVersion, TokenVersion } from "../snapshot/routing-table.ts";

/**
 * What became of a credential. `version` is the one of the profile's versions that was proved; profiles without versions
 * have none. `expired`: it was right once, which only its holder gets to know. `reason` is for the log.
 */
export type Verdict =
  | { readonly outcome: "valid"; readonly version: TokenVersion | JwtVersion | undefined }
  | { readonly outcome: "expired"; readonly reason: string }
  | { readonly outcome: "invalid"; readonly reason: string };
