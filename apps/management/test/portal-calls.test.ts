import { randomBytes } from "node:crypto";
import { sealRecord } from "@zerq/auth/portal-record";
import { mintSessionToken, sessionHash, sessionName, sessionsOf } from "@zerq/auth/portal-session";
import { deriveKey } from "@zerq/crypto/derive";
import { randomToken } from "@zerq/crypto/random";
import { secretKey } from "@zerq/crypto/secret-key";
import { quotaKey, rateKey } from "@zerq/plane-protocol/limit-keys";
import {
  openPortalAnswer,
  type PortalAsk,
  type PortalCall,
  sealPortalCall,
} from "@zerq/plane-protocol/portal-call";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { apiCaller, type Call } from "./api-caller.ts";
import { eventually } from "./eventually.ts";
import { logRequest } from "./logged-request.ts";
import { create, type Resource } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

const address = "ann@partner.example";
let management: StartedManagement;
let redis: Redis;
let call: Call;
let auditor: Call;
let client: Resource;
let profile: Resource;
let collection: Resource;

beforeAll(async () => {
  management = await startTestManagement();
  redis = new Redis(management.environment.REDIS_URL ?? "");
  call = await apiCaller(management, "modifier");
  auditor = await apiCaller(management, "auditor");
});
afterAll(async () => {
  redis?.disconnect();
  await management?.stop();
});
beforeEach(async () => {
  const portal = { visible: true, tokenRotation: true };
  collection = await create(call, "collections", { status: "published", portal });
  const access = { hasPortalAccess: true, authorizedEmails: [address], collectionIds: [collection.id] };
  client = await create(call, "clients", access);
  profile = client.defaultProfile as Resource;
});

const portalKey = () => secretKey(Buffer.from(management.environment.PORTAL_KEY ?? "", "base64"));

/** Signs a developer in as the portal does. @returns the cookie's value */
async function signIn(
  fields: { address?: string; clientId?: string | null; expiresAt?: number } = {},
): Promise<string> {
  const key = deriveKey(portalKey(), "portal-session");
  const token = mintSessionToken().reveal();
  const hash = sessionHash(key, token) ?? "";
  const expiresAt = Date.now() + 60_000;
  const record = { address, addressHash: "of-ann", clientId: client.id, expiresAt, ...fields };
  await redis.set(sessionName(hash), sealRecord(key, hash, record));
  await redis.zadd(sessionsOf(record.addressHash), expiresAt, hash);
  return token;
}

const request = { id: "r-1", method: "POST", url: "/api/rotate", ip: "203.0.113.7", userAgent: "browser" };

function sealed(
  ask: PortalAsk,
  session: string,
  more: Partial<PortalCall> = {},
): { text: string; nonce: string } {
  const whole = { ask, session, request, time: Date.now(), nonce: randomToken(16), ...more };
  return {
    text: sealPortalCall(deriveKey(portalKey(), "portal-calls"), "default", whole),
    nonce: whole.nonce,
  };
}

const post = (body: string) => fetch(`${management.internalUrl}/portal/calls`, { method: "POST", body });

async function ask<A extends PortalAsk>(
  what: A,
  session: string,
): Promise<Record<string, unknown> & { status: number }> {
  const { text, nonce } = sealed(what, session);
  const answer = await post(text);
  const body = await answer.text();
  if (answer.status !== 200) return { status: answer.status, ...JSON.parse(body) };
  const key = deriveKey(portalKey(), "portal-calls");
  return { status: 200, ...openPortalAnswer(key, "default", { nonce, operation: what.operation }, body) };
}

const rotation = () => ({ operation: "rotate-token", profileId: profile.id, overlapSeconds: 0 }) as const;
const usage = { operation: "usage" } as const;

describe("who has no identity for the internal listener", () => {
  it.each([
    ["nothing", ""],
    ["a text", "nonsense"],
    ["random bytes", randomBytes(200).toString("base64url")],
  ])("is refused with %s", async (_what, body) => {
    const answer = await post(body);
    expect([answer.status, await answer.json()]).toEqual([
      401,
      expect.objectContaining({ error: "unauthorized" }),
    ]);
    expect(answer.headers.get("www-authenticate")).toContain("Zerq-Service");
  });

  it("is refused with a call of another key, another time, or one that has come before", async () => {
    const session = await signIn();
    const other = sealPortalCall(deriveKey(portalKey(), "portal-session"), "default", {
      ask: usage,
      session,
      request,
      time: Date.now(),
      nonce: randomToken(16),
    });
    expect((await post(other)).status).toBe(401);
    expect((await post(sealed(usage, session, { time: Date.now() - 120_000 }).text)).status).toBe(401);
    const { text } = sealed(usage, session);
    const statuses = await Promise.all([1, 2, 3, 4].map(async () => (await post(text)).status));
    expect(statuses.toSorted()).toEqual([200, 401, 401, 401]);
  });

  it("is refused everywhere else, also with an operator's token, and with a body that is too large", async () => {
    const headers = { authorization: `Bearer ${await management.identity.token("admin")}` };
    for (const path of ["/", "/portal", "/api/v1/clients", "/portal/calls/"])
      expect((await fetch(`${management.internalUrl}${path}`, { headers })).status).toBe(401);
    expect((await post("a".repeat(20_000))).status).toBe(413);
  });

  it("is in the audit, a flood of it as one entry", async () => {
    for (let n = 0; n < 5; n += 1) expect((await post("nonsense")).status).toBe(401);
    const query = "/audit-logs?action=portal.call&code=unauthorized";
    const list = async () => (await auditor<{ items: object[] }>("GET", query)).body.items;
    const entry = await eventually("the entry", async () => (await list())[0]);
    expect(entry).toMatchObject({ outcome: "refused", actor: { subject: "" }, request: { ip: "127.0.0.1" } });
    expect((await list()).length).toBeLessThanOrEqual(2);
  });
});

describe("a developer whose session or access is over", () => {
  it.each([
    ["a session that isn't there", async () => mintSessionToken().reveal(), "session_expired"],
    ["a session that is over", () => signIn({ expiresAt: Date.now() - 1 }), "session_expired"],
    ["no client chosen", () => signIn({ clientId: null }), "conflict"],
    ["an address that isn't named", () => signIn({ address: "eve@partner.example" }), "portal_access_denied"],
  ])("is refused: %s", async (_what, session, code) => {
    expect((await ask(usage, await session())).error).toBe(code);
    expect((await ask(rotation(), await session())).error).toBe(code);
  });

  it.each([
    ["an inactive client", { active: false }],
    ["no portal access any more", { hasPortalAccess: false }],
    ["the address taken off", { authorizedEmails: [] }],
  ])("is refused at once, whatever the portal still believes: %s", async (_what, change) => {
    const session = await signIn();
    expect((await ask(usage, session)).status).toBe(200);
    const headers = { "if-match": `"${client.revision}"` };
    expect((await call("PATCH", `/clients/${client.id}`, change, headers)).status).toBe(200);
    for (const what of [usage, rotation(), { operation: "requests", limit: 10, cursor: null } as const])
      expect(await ask(what, session)).toMatchObject({ status: 403, error: "portal_access_denied" });
  });

  it("is in the audit when it is refused", async () => {
    const session = await signIn({ address: "mallory@partner.example" });
    expect((await ask(rotation(), session)).status).toBe(403);
    const entry = await eventually("the refusal", async () => {
      const found = await auditor<{ items: object[] }>(
        "GET",
        "/audit-logs?actor=developer:mallory@partner.example",
      );
      return found.body.items[0];
    });
    expect(entry).toMatchObject({
      action: "portal.call",
      outcome: "refused",
      request: { ip: "203.0.113.7" },
    });
  });
});

describe("rotating an own token", () => {
  it("gives a new token once, ends the old one, and has the developer in the audit", async () => {
    const answer = await ask(rotation(), await signIn());
    expect(answer).toMatchObject({ status: 200, profileId: profile.id, previousExpiresAt: null });
    expect(answer.token).toMatch(/^zerq_tok_/);
    const { body } = await call<{ token: { versions: object[] } }>("GET", `/profiles/${profile.id}`);
    expect(body.token.versions).toHaveLength(1);
    const listed = await auditor<{ items: object[] }>(
      "GET",
      `/audit-logs?resourceId=${profile.id}&action=profile.rotate-token`,
    );
    expect(listed.body.items).toEqual([
      expect.objectContaining({
        actor: { subject: `developer:${address}`, name: address, kind: "user", roles: ["developer"] },
        request,
      }),
    ]);
    expect(JSON.stringify(listed.body)).not.toContain(String(answer.token));
  });

  it("is throttled, since each is a change of the config", async () => {
    const session = await signIn();
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) statuses.push((await ask(rotation(), session)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it("keeps the old one for an overlap", async () => {
    const answer = await ask({ ...rotation(), overlapSeconds: 3_600 }, await signIn());
    expect(Date.parse(String(answer.previousExpiresAt))).toBeGreaterThan(Date.now());
  });

  it("is not for a profile of somebody else, nor for one without a token", async () => {
    const other = await create(call, "profiles");
    expect(await ask({ ...rotation(), profileId: other.id }, await signIn())).toMatchObject({ status: 404 });
    const jwt = await create(call, "profiles", { clientId: client.id, authType: "jwt" });
    expect(await ask({ ...rotation(), profileId: jwt.id }, await signIn())).toMatchObject({ status: 409 });
  });

  it("is refused unless every published collection of the client allows it", async () => {
    const strict = await create(call, "collections", { status: "published" });
    const headers = { "if-match": `"${client.revision}"` };
    const collectionIds = [collection.id, strict.id];
    await call("PATCH", `/clients/${client.id}`, { collectionIds }, headers);
    const session = await signIn();
    expect(await ask(rotation(), session)).toMatchObject({ status: 403, error: "forbidden" });
    expect((await ask(usage, session)).tokenRotation).toBe(false);
  });
});

describe("own usage and requests", () => {
  it("shows limits with what is used of them, and nothing for a client without", async () => {
    const session = await signIn();
    expect(await ask(usage, session)).toMatchObject({ rateLimit: null, quota: null, tokenRotation: true });
    const policy = await create(call, "policies", { quota: { max: 1_000, interval: "1d" } });
    await call(
      "PATCH",
      `/clients/${client.id}`,
      { policyId: policy.id },
      { "if-match": `"${client.revision}"` },
    );
    const bucket = Math.floor((Date.now() * 1_000) / 10_000) + 100;
    await redis.hset(rateKey(0, `60000:${client.id}`), {
      [bucket]: 12,
      [`l${bucket}`]: 5,
      1: 90,
      epoch: "x",
      total: 99,
    });
    const ends = Date.now() + 3_600_000;
    await redis.hset(quotaKey(0, `1d:${client.id}`), { ends, total: 40, lent: 4, "w:a": 40 });
    expect(await ask(usage, session)).toMatchObject({
      rateLimit: { max: 100, interval: "1m", used: 7, resetsAt: null },
      quota: { max: 1_000, interval: "1d", used: 36, resetsAt: new Date(ends).toISOString() },
    });
  });

  it("lists its own requests with the reason of a refusal, and no other client's", async () => {
    const mine = {
      claimedClientId: client.id,
      status: 401,
      error: "unauthorized",
      deny: "the token's checksum is wrong",
    };
    const id = await logRequest(management, call, mine);
    await logRequest(management, call, { clientId: "b".repeat(24) });
    const inside = {
      clientId: client.id,
      status: 502,
      error: "upstream_unreachable",
      deny: "ECONNREFUSED 10.0.0.9",
    };
    await logRequest(management, call, inside);
    const answer = await ask({ operation: "requests", limit: 10, cursor: null }, await signIn());
    const items = answer.items as { id: string; reason: string | null }[];
    expect(items).toHaveLength(2);
    expect(items.find((item) => item.id === id)?.reason).toBe("the token's checksum is wrong");
    expect(JSON.stringify(items)).not.toContain("10.0.0.9");
    const cursor = "e30";
    expect(await ask({ operation: "requests", limit: 10, cursor }, await signIn())).toMatchObject({
      status: 400,
    });
  });
});

describe("a Redis that was emptied", () => {
  it("has forgotten the session too, so that a recorded call is worth nothing", async () => {
    const { text } = sealed(usage, await signIn());
    expect((await post(text)).status).toBe(200);
    await redis.flushall();
    const answer = await post(text);
    expect([answer.status, await answer.json()]).toEqual([
      401,
      expect.objectContaining({ error: "session_expired" }),
    ]);
    expect((await ask(usage, await signIn())).status).toBe(200);
  });
});
