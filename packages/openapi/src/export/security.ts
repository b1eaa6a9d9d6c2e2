import type { JsonObject } from "../json-value.ts";
import type { ExportVersion } from "./exported-collection.ts";

/** The schemes are the gateway's own, and no property of the API behind it. */
const own = { "x-zerq": true };
const header = (name: string, description: string) => ({
  type: "apiKey",
  in: "header",
  name,
  description,
  ...own,
});
const bearer = (description: string, more: object = {}) => ({
  type: "http",
  scheme: "bearer",
  description,
  ...more,
  ...own,
});

const identity = {
  clientId: header("X-Client-ID", "The client's id."),
  profileId: header("X-Profile-ID", "The id of one of the client's profiles."),
};
const proofs = {
  token: bearer("The profile's token, for profiles of the type token."),
  jwt: bearer("A JWT signed with the profile's secret, for profiles of the type jwt.", {
    bearerFormat: "JWT",
  }),
  oidc: bearer("A token of the profile's identity provider, for profiles of the type oidc.", {
    bearerFormat: "JWT",
  }),
};
const mutualTls = {
  type: "mutualTLS",
  description: "A client certificate, for profiles of the type mtls.",
  ...own,
};

/**
 * How callers prove who they are: two headers that name client and profile, and what the profile's type asks for; a profile of the
 * type none has the headers alone. OpenAPI 3.0 has no word for certificates.
 */
export function securityOf(version: ExportVersion): { schemes: JsonObject; security: JsonObject[] } {
  const all = version === "3.1" ? { ...proofs, mtls: mutualTls } : proofs;
  const names = { clientId: [], profileId: [] };
  return {
    schemes: { ...identity, ...all },
    security: [...Object.keys(all).map((name) => ({ ...names, [name]: [] })), names],
  };
}
