import { secretKey } from "@zerq/crypto/secret-key";
import { keyName } from "@zerq/crypto/shared-keys";
import { PORTAL_KEY_ENTITY } from "@zerq/plane-protocol/portal-entities";
import { testKeys } from "@zerq/test-kit/keys";
import { afterAll, beforeAll, expect, it } from "vitest";
import { client } from "../../test/entities.ts";
import { eventually } from "../../test/eventually.ts";
import type { TestBrowser } from "../../test/test-browser.ts";
import { startTestPortal, type TestPortal } from "../../test/test-portal.ts";

const EMAIL = "ann@partner.example";
const former = testKeys().PORTAL_KEY;
let portal: TestPortal;
let partner: ReturnType<typeof client>;
let browser: TestBrowser;
let earlyLink: string;
let earlyAsker: TestBrowser;

/** As management says it, with all of the addresses hashed anew. */
async function changeTo(key: string): Promise<void> {
  const name = keyName(secretKey(Buffer.from(key, "base64")));
  const { addressHashes } = client(key, [EMAIL]);
  const entities = [
    ["key", { id: PORTAL_KEY_ENTITY, name }],
    ["client", { ...partner, addressHashes }],
  ] as const;
  await portal.projection.publish(
    entities.map(([kind, entity]) => ({ op: "put", kind, id: entity.id, entity })),
  );
}

beforeAll(async () => {
  portal = await startTestPortal({ env: { PORTAL_KEYS_PREVIOUS: former } });
  partner = client(former, [EMAIL]);
  await portal.projection.put("client", partner);
  await portal.applied();
  browser = await portal.signedIn(EMAIL);
  earlyAsker = portal.browser();
  await earlyAsker.ask(EMAIL);
  earlyLink = await portal.mailbox.nextToken(EMAIL);
});
afterAll(() => portal?.stop());

it("loses no session, no link and no page that is open when PORTAL_KEY changes", async () => {
  const { csrfToken } = (await browser.get("/api/me")).body;
  await changeTo(portal.keys.PORTAL_KEY);
  await portal.applied();
  expect((await browser.get("/api/me")).body).toMatchObject({ email: EMAIL, client: { id: partner.id } });
  const choosing = await browser.post(`/api/clients/${partner.id}/choose`, {
    headers: { "x-csrf-token": String(csrfToken) },
  });
  expect(choosing.status).toBe(200);
  expect((await earlyAsker.open(earlyLink)).status).toBe(204);
  expect((await earlyAsker.open(earlyLink)).status).not.toBe(204);
});

it("ends the sessions of both keys by signing out everywhere", async () => {
  const late = await portal.signedIn(EMAIL);
  expect((await late.get("/api/me")).status).toBe(200);
  expect((await late.post("/api/sign-out-everywhere", { csrf: true })).status).toBe(204);
  for (const each of [browser, earlyAsker, late]) expect((await each.get("/api/me")).status).toBe(401);
});

it("keeps what is in force, and says so, when it doesn't hold the key that management is at", async () => {
  const signedIn = await portal.signedIn(EMAIL);
  await changeTo(testKeys().PORTAL_KEY);
  await eventually("the log of it", async () =>
    portal.log.some((line) => line.includes("under a PORTAL_KEY that this portal does not hold"))
      ? true
      : undefined,
  );
  expect((await signedIn.get("/api/me")).status).toBe(200);
});
