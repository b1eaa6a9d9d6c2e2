import { randomBytes } from "node:crypto";
import { Writable } from "node:stream";
import { secretKey } from "@zerq/crypto/secret-key";
import { createLogger } from "@zerq/logging/logger";
import { Secret } from "@zerq/logging/secret";
import { dumpDatabase, dumpRedis } from "@zerq/test-kit/dump-stores";
import { searchFor } from "@zerq/test-kit/secret-search";
import { testCertificate } from "@zerq/test-kit/test-certificate";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Connection, connectDatabase } from "../src/database/connect.ts";
import { openKeyRing } from "../src/keys/key-records.ts";
import { apiCaller, type Call } from "./api-caller.ts";
import { Browser } from "./browser.ts";
import { environmentKeys } from "./environment-keys.ts";
import { create, type Resource } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

const here = "http://127.0.0.1:9";
const NAME = "Dumped credential";
const lines: string[] = [];
const destination = new Writable({
  write(chunk, _encoding, done) {
    lines.push(String(chunk));
    done();
  },
});

let management: StartedManagement;
let connection: Connection;
let redis: Redis;
let call: Call;
/** What it is, and the secret: every one that this test sets, or is given. */
const secrets: [what: string, value: string][] = [];
const secret = (
  what: string,
  value = `${what.replaceAll(" ", "-")}-${randomBytes(18).toString("base64url")}`,
) => {
  secrets.push([what, value]);
  return value;
};

beforeAll(async () => {
  const logger = createLogger({ service: "management", level: "debug", destination });
  management = await startTestManagement({}, {}, logger);
  connection = await connectDatabase(new Secret(management.environment.MONGODB_URI ?? ""));
  redis = new Redis(management.environment.REDIS_URL ?? "");
  call = await apiCaller(management, "admin");
});
afterAll(async () => {
  redis?.disconnect();
  await connection?.close();
  await management?.stop();
});

async function setSecretsOfEveryType(): Promise<void> {
  const { certificate, privateKey } = await testCertificate(["client.example"]);
  secret("client private key", privateKey);
  const bodies = [
    { type: "api_key", apiKey: secret("api key"), keyIn: "header", keyName: "X-Api-Key", origins: [here] },
    { type: "basic", username: "zerq", password: secret("password"), origins: [here] },
    {
      ...{ type: "oauth2_client", clientId: "zerq", clientSecret: secret("client secret") },
      ...{ tokenUrl: `${here}/token`, origins: [here] },
    },
    { type: "mtls", clientCertificate: certificate, clientPrivateKey: privateKey, origins: [here] },
  ];
  for (const body of bodies) {
    const key = { "idempotency-key": secret(`idempotency key of ${body.type}`) };
    const made = await call<Resource>("POST", "/credentials", { name: NAME, ...body }, key);
    expect([made.status, made.body]).toEqual([201, made.body]);
    const again = await call<Resource>("POST", "/credentials", { name: NAME, ...body }, key);
    expect(again.body.id).toBe(made.body.id);
    // What nothing uses, no gateway gets to know.
    await create(call, "collections", { targetEndpoint: here, credentialId: made.body.id });
  }
  // Refused ones must not stay anywhere either.
  const refused = { name: "", type: "api_key", apiKey: secret("refused api key"), keyName: 5 };
  expect((await call("POST", "/credentials", refused)).status).toBe(400);
}

async function makeTokens(): Promise<void> {
  // Gateways only get to know clients that may call something.
  const collectionIds = [(await create(call, "collections")).id];
  const clientId = (await create(call, "clients", { collectionIds })).id;
  const profile = await create(call, "profiles", { clientId });
  secret("token", String(profile.token));
  const rotated = await call<{ token: string }>("POST", `/profiles/${profile.id}/rotate-token`, {
    overlapSeconds: 60,
  });
  secret("rotated token", rotated.body.token);
  secret("jwt secret", String((await create(call, "profiles", { clientId, authType: "jwt" })).secret));
}

async function signIn(): Promise<void> {
  const browser = new Browser();
  await browser.signIn(management.url, "modifier");
  secret("session cookie", browser.cookie(management.url, "zerq_session") ?? "");
  expect((await browser.visit(`${management.url}/api/v1/me`)).status).toBe(200);
  secret("access token", await management.identity.token("admin"));
}

/** The keys themselves, wrapped and wrapping; as bytes, since that is what a leak would be made of. */
async function ownKeys(): Promise<Map<string, Buffer>> {
  const { environment } = management;
  const settings = ["ENCRYPTION_KEY", "SNAPSHOT_KEY", "PORTAL_KEY"] as const;
  const master = secretKey(Buffer.from(environment.ENCRYPTION_KEY ?? "", "base64"));
  const ring = await openKeyRing(connection, environmentKeys(master));
  const random = (["data", "token-pepper", "audit-fingerprint", "session", "cursor"] as const).flatMap(
    (purpose) => ring.all(purpose).map(({ id, key }) => [`${purpose} ${id}`, key.export()] as const),
  );
  return new Map([
    ...settings.map((name) => [name, Buffer.from(environment[name] ?? "", "base64")] as const),
    ...random,
  ]);
}

async function rotateEverything(): Promise<void> {
  const purposes = ["data", "token-pepper", "audit-fingerprint", "session", "cursor"];
  expect((await call("POST", "/keys/rotate", { purposes })).status).toBe(200);
  const state = async () => (await call<{ rotation: { state: string } }>("GET", "/keys")).body.rotation.state;
  await expect.poll(state, { timeout: 60_000 }).toBe("done");
  expect((await call("POST", "/keys/rewrap")).status).toBe(200);
}

it("leaves no secret of any kind in MongoDB, in Redis or in the log, before and after a rotation", async () => {
  await setSecretsOfEveryType();
  await makeTokens();
  await signIn();
  await rotateEverything();
  await setSecretsOfEveryType();
  await makeTokens();
  await signIn();
  const dumps = {
    database: await dumpDatabase(connection.getClient().db()),
    redis: await dumpRedis(redis),
    log: lines.join(""),
  };
  // That it looks in the right places: what is no secret is found there.
  const canary = searchFor([{ what: "name", value: NAME }], new Map());
  expect(canary.findIn(dumps.database)).toEqual(["name"]);
  expect(canary.findIn(dumps.redis)).toEqual(["name"]);
  expect(dumps.log).toContain("management is ready");

  const keys = await ownKeys();
  const search = searchFor(
    secrets.map(([what, value]) => ({ what, value })),
    keys,
  );
  const found = Object.entries(dumps).flatMap(([where, dump]) =>
    search.findIn(dump).map((what) => `${what} in ${where}`),
  );
  expect(keys.size).toBe(3 + 10);
  expect(found).toEqual([]);
});
