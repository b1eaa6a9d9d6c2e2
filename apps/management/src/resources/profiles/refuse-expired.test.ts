import { createAuthority } from "@zerq/test-kit/certificate-authority";
import { expect, it } from "vitest";
import { mtlsInput } from "./mtls-rules.schema.ts";
import { refuseExpired } from "./refuse-expired.ts";

const DAY = 86_400_000;

it("refuses what has expired when it is given, and lets a profile be changed that has it already", async () => {
  const authority = await createAuthority();
  const crl = { pem: await authority.revocationList([]) };
  const match = [{ type: "cn", value: "partner" }];
  const rules = mtlsInput.parse({ caCertificates: authority.certificate, match, crl });
  const later = Date.now() + 2 * DAY;
  expect(() => refuseExpired(rules, undefined)).not.toThrow();
  expect(() => refuseExpired(rules, undefined, later)).toThrow();
  expect(() => refuseExpired(rules, rules, later)).not.toThrow();
  expect(() => refuseExpired(rules, { ...rules, crl: null }, later)).toThrow();
  expect(() => refuseExpired(rules, { ...rules, caCertificates: "" }, later)).toThrow();
});
