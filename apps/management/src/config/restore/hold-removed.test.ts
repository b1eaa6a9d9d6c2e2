import { expect, it } from "vitest";
import { holdRemoved } from "./hold-removed.ts";

const profile = {
  ...{ active: true, expiresAt: null, allowedIps: [] as string[], deniedIps: [] as string[] },
};
const issuer = { issuer: "https://then.example", jwksUri: null, requiredClaims: [] };
const [ca, other] = ["-- certificate A --", "-- certificate B --"];
const byName = { by: "cn", value: "partner" };
const byThumbprint = { by: "thumbprint", value: "00" };

it.each<[string, object, object, object, string[]]>([
  ["what is as it was", {}, {}, {}, []],
  ["a profile that was switched off", {}, { active: false }, { active: false }, ["active"]],
  ["one that is on by now", { active: false }, {}, { active: false }, []],
  [
    "an end that was set",
    {},
    { expiresAt: "2030-01-01T00:00:00Z" },
    { expiresAt: "2030-01-01T00:00:00Z" },
    ["expiresAt"],
  ],
  [
    "an end that was put off since",
    { expiresAt: "2030-01-01T00:00:00Z" },
    {},
    { expiresAt: "2030-01-01T00:00:00Z" },
    [],
  ],
  ["a list that came since", {}, { allowedIps: ["10.0.0.1"] }, { allowedIps: ["10.0.0.1"] }, ["allowedIps"]],
  ["an address that was denied", {}, { deniedIps: ["10.0.0.1"] }, { deniedIps: ["10.0.0.1"] }, ["deniedIps"]],
  [
    "an issuer that isn't trusted any more",
    { oidc: issuer },
    { oidc: { ...issuer, issuer: "https://now.example" } },
    { oidc: { ...issuer, issuer: "https://now.example" } },
    ["oidc"],
  ],
  [
    "other rules of the same issuer",
    { oidc: { ...issuer, requiredClaims: ["a"] } },
    { oidc: issuer },
    { oidc: { ...issuer, requiredClaims: ["a"] } },
    [],
  ],
  [
    "a certificate authority that was replaced, and a name that was taken off the list",
    { mtls: { caCertificates: ca, crl: null, match: [byName, byThumbprint] } },
    { mtls: { caCertificates: other, crl: null, match: [byName] } },
    { mtls: { caCertificates: other, crl: null, match: [byName] } },
    ["mtls.caCertificates", "mtls.match"],
  ],
  [
    "certificates that were revoked",
    { mtls: { caCertificates: ca, crl: null, match: [byName] } },
    { mtls: { caCertificates: ca, crl: "revoked", match: [byName] } },
    { mtls: { caCertificates: ca, crl: "revoked", match: [byName] } },
    ["mtls.crl"],
  ],
  [
    "names of which none is left",
    { mtls: { caCertificates: ca, crl: null, match: [byThumbprint] } },
    { mtls: { caCertificates: ca, crl: null, match: [byName] } },
    { mtls: { caCertificates: ca, crl: null, match: [byName] } },
    ["mtls.match"],
  ],
])("a restored profile: %s", (_what, then, now, expected, told) => {
  const body = { ...profile, ...then };
  const notices = holdRemoved("profiles", body, { ...profile, ...now });
  expect(body).toEqual({ ...profile, ...then, ...expected });
  expect(notices.map(({ path }) => path)).toEqual(told);
});

it("what was deleted comes back inactive, a client without its addresses", () => {
  const client = { active: true, hasPortalAccess: true, authorizedEmails: ["a@example.com"] };
  expect(holdRemoved("clients", client, null).map(({ path }) => path)).toEqual([
    ...["active", "hasPortalAccess", "authorizedEmails"],
  ]);
  expect(client).toEqual({ active: false, hasPortalAccess: false, authorizedEmails: [] });
  const body = { ...profile };
  holdRemoved("profiles", body, null);
  expect(body).toEqual({ ...profile, active: false });
});
