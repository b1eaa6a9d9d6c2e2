import { randomBytes } from "node:crypto";
import { deriveKey } from "@zerq/crypto/derive";
import { sealValue } from "@zerq/crypto/sealed-value";
import { secretKey } from "@zerq/crypto/secret-key";
import { describe, expect, it } from "vitest";
import {
  CALL_LIFETIME_MS,
  openPortalAnswer,
  openPortalCall,
  type PortalCall,
  sealPortalAnswer,
  sealPortalCall,
} from "./portal-call.ts";

const portalKey = secretKey(randomBytes(32));
const key = deriveKey(portalKey, "portal-calls");
const now = 1_800_000_000_000;
const call: PortalCall = {
  ask: { operation: "rotate-token", profileId: "a".repeat(24), overlapSeconds: 0 },
  session: "s".repeat(43),
  time: now,
  nonce: "n".repeat(22),
  request: { id: "r1", method: "POST", url: "/api/x", ip: "192.0.2.1", userAgent: "" },
};
const sealed = sealPortalCall(key, "default", call);

describe("a call of the portal", () => {
  it("opens for whom it was sealed, and shows nothing on its way", () => {
    expect(openPortalCall(key, "default", sealed, now)).toEqual({ call, key });
    expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain(call.session);
  });

  it.each([
    ["under another key of the portal's", sealed, deriveKey(portalKey, "portal-session"), "default", now],
    ["in another deployment", sealed, key, "other", now],
    ["too late", sealed, key, "default", now + CALL_LIFETIME_MS + 1],
    ["too early", sealed, key, "default", now - CALL_LIFETIME_MS - 1],
    ["with a byte changed", `${sealed.slice(0, 40)}A${sealed.slice(41)}B`, key, "default", now],
    ["as nothing", "", key, "default", now],
    ["as an answer", sealPortalAnswer(key, "default", call.nonce, call), key, "default", now],
    [
      "with something that isn't asked",
      sealValue(key, JSON.stringify({ ...call, ask: { operation: "drop" } }), ["portal-call", "default"]),
      key,
      "default",
      now,
    ],
  ] as const)("doesn't open %s", (_how, text, by, deployment, at) => {
    expect(() => openPortalCall(by, deployment, text, at)).toThrow();
  });
});

describe("a call of the next schema", () => {
  const later = (more: object) =>
    sealValue(key, JSON.stringify({ ...call, schemaVersion: 2, ...more }), ["portal-call", "default"]);
  const open = (more: object) => openPortalCall(key, "default", later(more), now).call;

  it("opens as far as it is understood", () => {
    expect(open({ theme: "dark", critical: ["ask", "session"] })).toEqual({ ...call, schemaVersion: 2 });
  });

  it.each([
    ["needs what isn't known here", { onBehalfOf: "x", critical: ["onBehalfOf"] }],
    ["is of the schema after that", { schemaVersion: 3 }],
    ["says that it is of this schema, and more than this schema has", { schemaVersion: 1, theme: "dark" }],
    ["asks for more than is known here", { ask: { ...call.ask, atMost: 3 } }],
  ])("is refused when it %s", (_what, more) => {
    expect(() => open(more)).toThrow();
  });
});

it("opens under either key while one is being changed, and says which", () => {
  const later = deriveKey(secretKey(randomBytes(32)), "portal-calls");
  expect(openPortalCall([later, key], "default", sealed, now)).toEqual({ call, key });
  expect(() => openPortalCall([later], "default", sealed, now)).toThrow();
});

describe("the answer to it", () => {
  const body = { profileId: "a".repeat(24), token: "t", previousExpiresAt: null };
  const answer = sealPortalAnswer(key, "default", call.nonce, { ...body, ofALaterManagement: true });

  it("fits the one call that it was made for", () => {
    const asked = { nonce: call.nonce, operation: "rotate-token" } as const;
    expect(openPortalAnswer(key, "default", asked, answer)).toEqual(body);
    expect(() => openPortalAnswer(key, "default", { ...asked, nonce: "o".repeat(22) }, answer)).toThrow();
    expect(() => openPortalAnswer(key, "other", asked, answer)).toThrow();
    expect(() => openPortalAnswer(key, "default", { ...asked, operation: "usage" }, answer)).toThrow();
  });
});
