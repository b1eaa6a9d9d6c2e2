import { type KeyObject, randomBytes } from "node:crypto";
import { sealRecord } from "@zerq/auth/portal-record";
import { mintSessionToken, sessionHash, sessionName, sessionsOf } from "@zerq/auth/portal-session";
import { deriveKey, type KeyLabel } from "@zerq/crypto/derive";
import { createEnvironmentWrapper } from "@zerq/crypto/environment-wrapper";
import { KeyRing } from "@zerq/crypto/key-ring";
import { mac } from "@zerq/crypto/mac";
import { randomToken } from "@zerq/crypto/random";
import { openValue } from "@zerq/crypto/sealed-value";
import { secretKey } from "@zerq/crypto/secret-key";
import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  parsePublicKey,
} from "@zerq/crypto/signing";
import { Secret } from "@zerq/logging/secret";
import { deltaKey } from "@zerq/plane-protocol/channels";
import { openDelta, openHead, signHead } from "@zerq/plane-protocol/delta";
import { sealPortalCall } from "@zerq/plane-protocol/portal-call";
import { testKeys } from "@zerq/test-kit/keys";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Connection, connectDatabase } from "../src/database/connect.ts";
import { readKeys } from "../src/keys/key-records.ts";
import { sessionModel } from "../src/session/session.model.ts";
import { sealSignInState } from "../src/session/sign-in-state.ts";
import { apiCaller } from "./api-caller.ts";
import { Browser } from "./browser.ts";
import { create } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

/** Only as a thief has it: what the services are started with, by the key table of the architecture. */
const keys = testKeys();
const environments = {
  gateway: { SNAPSHOT_KEY: keys.SNAPSHOT_KEY, CONFIG_VERIFY_KEYS: keys.CONFIG_VERIFY_KEYS },
  portal: { PORTAL_KEY: keys.PORTAL_KEY, CONFIG_VERIFY_KEYS: keys.CONFIG_VERIFY_KEYS },
} as const;
const planes = ["gateway", "portal"] as const;
type Plane = (typeof planes)[number];

const labels: readonly KeyLabel[] = [
  ...(["reports", "logs", "commands", "last-known-good", "address-hash"] as const),
  ...(["portal-session", "magic-link", "browser-binding", "portal-calls"] as const),
];

/** Every key that can be made of what was stolen: as it is, and for each purpose. */
function keysOf(plane: Plane) {
  const own = Object.values(environments[plane])
    .map((value) => Buffer.from(value, "base64"))
    .filter((bytes) => bytes.length === 32)
    .map(secretKey);
  return own.flatMap((key) => [key, ...labels.map((label) => deriveKey(key, label))]);
}

let management: StartedManagement;
let connection: Connection;
let redis: Redis;
const secret = `upstream-password-${randomBytes(6).toString("hex")}`;

beforeAll(async () => {
  const { CONFIG_VERIFY_KEYS: _, ...own } = keys;
  management = await startTestManagement(own);
  connection = await connectDatabase(new Secret(management.environment.MONGODB_URI ?? ""));
  redis = new Redis(management.environment.REDIS_URL ?? "");
  const call = await apiCaller(management, "modifier");
  await create(call, "credentials", { apiKey: { value: secret } });
});
afterAll(async () => {
  redis?.disconnect();
  await connection?.close();
  await management?.stop();
});

const opens = (attempt: () => unknown): boolean => {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
};

describe.each(planes)("whoever steals the %s's environment", (plane) => {
  it("finds no key in it that signs config, checkpoints or anything else", () => {
    const values = Object.values(environments[plane]);
    expect(values.filter((value) => opens(() => parsePrivateKey(value)))).toEqual([]);
    const verifier = createVerifier([parsePublicKey(keys.CONFIG_VERIFY_KEYS)]);
    const head = {
      deployment: "default",
      epoch: 9,
      audience: "gateway:default",
      version: 9,
      hash: "",
      time: Date.now(),
    };
    const payload = { ...head, audience: "gateway:default" as const };
    const genuine = createSigner(parsePrivateKey(keys.CONFIG_SIGNING_KEY));
    expect(opens(() => openHead(verifier, signHead(genuine, payload)))).toBe(true);
    const stranger = createSigner(parsePrivateKey(generateSigningKeys().privateKey));
    expect(opens(() => openHead(verifier, signHead(stranger, payload)))).toBe(false);
  });

  it("opens no key and no ciphertext of a dump of the database", async () => {
    const wrapped = await readKeys(connection);
    expect(wrapped.length).toBeGreaterThan(3);
    const dump = JSON.stringify(await connection.collection("credentials").find().toArray());
    expect(dump).not.toContain(secret);
    const openBy = (key: KeyObject) => {
      const wrappers = { current: createEnvironmentWrapper(key), previous: [] };
      return KeyRing.open(wrapped, wrappers, () => undefined).then(
        () => true,
        () => false,
      );
    };
    for (const key of keysOf(plane)) expect(await openBy(key)).toBe(false);
    expect(await openBy(secretKey(Buffer.from(keys.ENCRYPTION_KEY, "base64")))).toBe(true);
  });

  it("makes no console session, and finishes no sign-in that somebody else began", async () => {
    const victim = new Browser();
    await victim.signIn(management.url, "admin");
    const stored = await sessionModel(connection).find().lean();
    for (const key of keysOf(plane)) {
      const cookie = randomToken(32);
      expect(stored.map(({ _id }) => _id)).not.toContain(mac(key, "console-session", cookie));
      const headers = { cookie: `zerq_session=${cookie}` };
      expect((await fetch(`${management.url}/api/v1/me`, { headers })).status).toBe(401);
    }
    const state = { state: "s", nonce: "n", verifier: "v".repeat(43), returnTo: "/" };
    for (const key of keysOf(plane).slice(0, 3)) {
      const headers = { cookie: `zerq_sign_in=${sealSignInState(key, state)}` };
      const answer = await fetch(`${management.url}/auth/callback?code=c&state=s`, {
        headers,
        redirect: "manual",
      });
      expect([answer.status, await answer.json()]).toEqual([
        401,
        expect.objectContaining({ error: "session_expired" }),
      ]);
    }
  });

  it("gets nothing from the API or the internal listener by it alone", async () => {
    for (const value of Object.values(environments[plane])) {
      const headers = { authorization: `Bearer ${value}` };
      expect((await fetch(`${management.url}/api/v1/clients`, { headers })).status).toBe(401);
    }
    const request = { id: "r", method: "GET", url: "/", ip: "", userAgent: "" };
    for (const key of keysOf(plane)) {
      const ask = { operation: "usage" } as const;
      const call = {
        ask,
        session: mintSessionToken().reveal(),
        request,
        time: Date.now(),
        nonce: randomToken(16),
      };
      const body = sealPortalCall(key, "default", call);
      const answer = await fetch(`${management.internalUrl}/portal/calls`, { method: "POST", body });
      // The portal is let in by its key, and still is nobody: there is no developer with such a session.
      expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
        401,
        expect.stringMatching(plane === "portal" ? /^(session_expired|unauthorized)$/ : /^unauthorized$/),
      ]);
    }
  });
});

describe("what the planes can't do to each other", () => {
  it("the portal opens no secret of the gateways' config, and its own projection has none", async () => {
    // Anybody who holds the public key reads what is signed: secrets in it are sealed besides.
    const verifier = createVerifier([parsePublicKey(keys.CONFIG_VERIFY_KEYS)]);
    const texts = Object.values(await redis.hgetall(deltaKey("gateway:default")));
    const pepper = texts
      .flatMap((text) => openDelta(verifier, text).changes)
      .find(({ kind }) => kind === "pepper") as { entity: { key: { sealed: string } } } | undefined;
    const { sealed = "" } = pepper?.entity.key ?? {};
    const place = ["snapshot", "default", "pepper", "token-pepper", "key"];
    const [genuine] = keysOf("gateway");
    expect(opens(() => openValue(genuine as KeyObject, sealed, place))).toBe(true);
    for (const key of keysOf("portal")) expect(opens(() => openValue(key, sealed, place))).toBe(false);
    expect(texts.join()).not.toContain(secret);
    const projection = Object.values(await redis.hgetall(deltaKey("portal")));
    expect(projection.length).toBeGreaterThan(0);
    expect(projection.join()).not.toMatch(/sealed|127\.0\.0\.1:9/);
  });

  it("the gateway makes no developer's session that management believes", async () => {
    for (const key of keysOf("gateway")) {
      const token = mintSessionToken().reveal();
      const hash = sessionHash(key, token) ?? "";
      const expiresAt = Date.now() + 60_000;
      const record = {
        address: "ann@partner.example",
        addressHash: "x",
        clientId: "a".repeat(24),
        expiresAt,
      };
      await redis.set(sessionName(hash), sealRecord(key, hash, record));
      await redis.zadd(sessionsOf("x"), expiresAt, hash);
      const genuine = deriveKey(secretKey(Buffer.from(keys.PORTAL_KEY, "base64")), "portal-calls");
      const request = { id: "r", method: "GET", url: "/", ip: "", userAgent: "" };
      const call = {
        ask: { operation: "usage" },
        session: token,
        request,
        time: Date.now(),
        nonce: randomToken(16),
      } as const;
      const body = sealPortalCall(genuine, "default", call);
      const answer = await fetch(`${management.internalUrl}/portal/calls`, { method: "POST", body });
      expect(await answer.json()).toMatchObject({ error: "session_expired" });
    }
  });
});
