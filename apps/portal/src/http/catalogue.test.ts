import { randomId } from "@zerq/crypto/random";
import { createSigner, generateSigningKeys, parsePrivateKey } from "@zerq/crypto/signing";
import { deltaChannel } from "@zerq/plane-protocol/channels";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { client, collection, profile, proxy } from "../../test/entities.ts";
import { eventually } from "../../test/eventually.ts";
import { startTestPortal, type TestPortal } from "../../test/test-portal.ts";

const EMAIL = "dev@partner.example";
const payments = collection();
const cards = collection({ name: "Cards", description: "", basePath: "/" });
const foreign = collection({ name: "Of others", basePath: "/others" });
const draftId = randomId();

let portal: TestPortal;
let own: ReturnType<typeof client>;

beforeAll(async () => {
  portal = await startTestPortal();
  const { projection, clock } = portal;
  own = client(portal.keys.PORTAL_KEY, [EMAIL], { collectionIds: [payments.id, cards.id, draftId] });
  for (const entity of [payments, cards, foreign]) await projection.put("collection", entity);
  await projection.put("proxy", proxy(payments.id));
  const old = { name: "Old", methods: ["GET", "POST"], path: "/old", deprecated: true };
  await projection.put("proxy", proxy(payments.id, { ...old, sunset: "2027-01-01T00:00:00.000Z" }));
  await projection.put("proxy", proxy(foreign.id));
  await projection.put("client", own);
  await projection.put("profile", profile(own.id));
  await projection.put("profile", profile(own.id, { name: "Off", active: false }));
  await projection.put("profile", profile(own.id, { name: "Over", expiresAt: clock.now - 1 }));
  await projection.put(
    "profile",
    profile(own.id, { name: "Till", authType: "jwt", expiresAt: clock.now + 60_000 }),
  );
  await projection.put("profile", profile(randomId(), { name: "Of others" }));
  await portal.applied();
});
afterAll(() => portal?.stop());

describe("the catalogue", () => {
  it("lists the client's published collections with their number of endpoints", async () => {
    const browser = await portal.signedIn(EMAIL);
    const { id, name, description, basePath } = payments;
    expect((await browser.get("/api/collections")).body).toEqual({
      items: [
        { id: cards.id, name: "Cards", description: "", basePath: "/", endpointCount: 0 },
        { id, name, description, basePath, endpointCount: 2 },
      ],
    });
  });

  it("shows a collection with endpoints and the client's profiles, and not a word more", async () => {
    const browser = await portal.signedIn(EMAIL);
    const { body } = await browser.get(`/api/collections/${payments.id}`);
    expect(body.endpoints).toEqual([
      {
        id: expect.any(String),
        name: "Accounts",
        description: "All accounts.",
        methods: ["GET"],
        path: "/accounts",
        fullPath: "/payments/accounts",
        deprecated: false,
        sunset: null,
      },
      expect.objectContaining({
        name: "Old",
        fullPath: "/payments/old",
        deprecated: true,
        sunset: "2027-01-01T00:00:00.000Z",
      }),
    ]);
    const profiles = body.profiles as Record<string, unknown>[];
    expect(profiles.map(({ name, authType, active }) => [name, authType, active])).toEqual([
      ["Default", "token", true],
      ["Off", "token", false],
      ["Over", "token", false],
      ["Till", "jwt", true],
    ]);
    expect(Object.keys(profiles[0] ?? {})).toEqual(["id", "name", "authType", "active", "expiresAt"]);
  });

  it("says of a collection of others what it says of none", async () => {
    const browser = await portal.signedIn(EMAIL);
    const answers = [];
    for (const id of [foreign.id, randomId(), draftId, "__proto__", "constructor"]) {
      const { status, body } = await browser.get(`/api/collections/${id}`);
      answers.push({ status, error: body.error, message: body.message });
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 404, error: "not_found" });
  });

  it("follows changes: a withdrawn collection and a new endpoint", async () => {
    const browser = await portal.signedIn(EMAIL);
    const added = proxy(cards.id, { name: "New" });
    await portal.projection.put("proxy", added);
    await portal.projection.put("proxy", { ...added, collectionId: payments.id });
    await portal.projection.publish([{ op: "delete", kind: "collection", id: cards.id }]);
    await portal.applied();
    const { body } = await browser.get("/api/collections");
    expect(body).toMatchObject({ items: [{ name: "Payments", endpointCount: 3 }] });
    await portal.projection.publish([{ op: "delete", kind: "proxy", id: added.id }]);
    await portal.applied();
    expect((await browser.get("/api/collections")).body).toMatchObject({ items: [{ endpointCount: 2 }] });
  });
});

describe("the projection", () => {
  it("is refused when forged, of another audience, or replayed", async () => {
    const { projection } = portal;
    const thief = client(portal.keys.PORTAL_KEY, ["thief@evil.example"], { collectionIds: [payments.id] });
    const changes = [{ op: "put" as const, kind: "client", id: thief.id, entity: thief }];
    const forger = createSigner(parsePrivateKey(generateSigningKeys().privateKey));
    const texts = [
      projection.sign({ changes }, forger).text,
      projection.sign({ changes, audience: "gateway:default" }).text,
      projection.sign({ changes, deployment: "other" }).text,
      projection.sign({ changes, previousHash: "AAAA" }).text,
      projection.sign({ changes, version: 1, previousHash: "" }).text,
      "{}",
    ];
    for (const text of texts) await projection.redis.publish(deltaChannel("portal"), text);
    // What is published next arrives after them: by then all of them have been refused.
    await projection.put("client", { ...own, description: "Changed." });
    await portal.applied();
    await portal.browser().ask("thief@evil.example");
    const browser = await portal.signedIn(EMAIL);
    expect((await browser.get("/api/me")).body).toMatchObject({ client: { description: "Changed." } });
    expect(await portal.mailbox.recipients()).not.toContain("thief@evil.example");
  });

  it("makes the service ready, and its version shows", async () => {
    const ready = await fetch(`${portal.operationsUrl}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true }]);
    expect((await fetch(`${portal.operationsUrl}/healthz`)).status).toBe(200);
    const metrics = await (await fetch(`${portal.operationsUrl}/metrics`)).text();
    expect(metrics).toContain(`zerq_portal_config_version ${portal.projection.version}`);
    expect(metrics).toContain("zerq_portal_request_seconds_bucket");
    const lost = await fetch(`${portal.operationsUrl}/nothing`);
    expect(await lost.json()).toMatchObject({
      error: "route_not_found",
      requestId: lost.headers.get("x-request-id"),
    });
  });

  it("is missing at first: neither ready nor able to sign anybody in", async () => {
    const empty = await startTestPortal({ env: { ZERQ_DEPLOYMENT_ID: "another" } });
    try {
      const ready = await fetch(`${empty.operationsUrl}/readyz`);
      expect([ready.status, await ready.json()]).toEqual([
        503,
        { ready: false, reason: expect.stringContaining("config") },
      ]);
      const asked = await empty.browser().ask(EMAIL);
      expect(asked).toMatchObject({ status: 503, body: { error: "not_ready" } });
      await eventually("the warning", async () =>
        empty.log.find((line) => line.includes("wrong-deployment")),
      );
    } finally {
      await empty.stop();
    }
  });
});
