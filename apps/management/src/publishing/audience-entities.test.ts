import { deriveKey } from "@zerq/crypto/derive";
import { openValue } from "@zerq/crypto/sealed-value";
import { randomKey } from "@zerq/crypto/secret-key";
import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  publicKeyOf,
} from "@zerq/crypto/signing";
import { openDelta } from "@zerq/plane-protocol/delta";
import { EntityStore } from "@zerq/plane-protocol/entity-store";
import { type GatewayEntity, gatewayEntities } from "@zerq/plane-protocol/gateway-entities";
import { portalEntities } from "@zerq/plane-protocol/portal-entities";
import { createAuthority } from "@zerq/test-kit/certificate-authority";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { beforeAll, describe, expect, it } from "vitest";
import { deployment, type Instance, openInstance, someone } from "../../test/data-paths/instance.ts";
import { environmentKeys } from "../../test/environment-keys.ts";
import { gatewayAudience, portalAudience } from "../changes/audiences.ts";
import { openKeyRing } from "../keys/key-records.ts";
import { profileModel } from "../resources/profiles/profile.model.ts";
import type { ResourceContext } from "../resources/resource-kind.ts";
import { createServices, type Services } from "../resources/services.ts";
import { setUpDeployment } from "../resources/set-up.ts";
import { audienceEntities } from "./audience-entities.ts";
import { type ConfigVersion, configVersionModel, deltaOf } from "./config-version.model.ts";

const configKey = parsePrivateKey(generateSigningKeys().privateKey);
const verifier = createVerifier([publicKeyOf(configKey)]);
const snapshotKey = randomKey();
let instance: Instance;
let context: ResourceContext;

beforeAll(async () => {
  const redis = await freshRedis();
  instance = await openInstance({
    mongo: freshDatabase(),
    redis: redis.url,
    signer: createSigner(configKey),
  });
  const { connection } = instance;
  context = {
    connection,
    ring: await openKeyRing(connection, environmentKeys(randomKey())),
    deployment,
    snapshotKey,
    addressKey: deriveKey(randomKey(), "address-hash"),
    checkEgress: () => undefined,
  };
  await setUpDeployment(context, instance.changes);
  await changeAllKinds(createServices(context, instance.changes));
  return async () => {
    await instance.close();
    await redis.stop();
  };
});

/** What each jwt profile showed of its secret when it was made. */
const jwtSecrets = new Map<string, string>();

const authority = await createAuthority();

/** Creates, changes and deletes resources of every kind. */
async function changeAllKinds({
  collections,
  proxies,
  clients,
  credentials,
  policies,
  profiles,
}: Services): Promise<void> {
  const create = async (service: Services["collections"], body: object) =>
    (await service.create(someone, body)).resource as { id: string };
  const credential = await create(credentials, {
    name: "Key",
    type: "api_key",
    apiKey: { value: "the-secret-value" },
    keyIn: "header",
    keyName: "X-Key",
    origins: ["http://127.0.0.1:9"],
  });
  const token = await create(credentials, {
    name: "Token",
    type: "oauth2_client",
    clientId: "zerq",
    clientSecret: { value: "the-secret-value" },
    tokenUrl: "http://127.0.0.1:9/token",
    scopes: ["read", "write"],
  });
  const certificate = await create(credentials, {
    name: "Certificate",
    type: "mtls",
    clientCertificate: { file: "client.crt" },
    clientPrivateKey: { file: "client.key" },
  });
  await create(collections, {
    name: "several",
    basePath: "/several",
    credentialId: certificate.id,
    upstream: {
      targets: [{ url: "https://127.0.0.1:9" }, { url: "https://127.0.0.1:8", weight: 2 }],
      tls: { verify: false },
      retry: { attempts: 1 },
      circuitBreaker: {},
    },
  });
  const policy = await create(policies, { name: "Gold", rateLimit: { max: 10, interval: "1m" } });
  for (const [name, status] of [
    ["published", "published"],
    ["draft", "draft"],
    ["deleted", "published"],
    ["withdrawn", "published"],
  ] as const) {
    const collection = await create(collections, {
      name,
      basePath: `/${name}`,
      targetEndpoint: "http://127.0.0.1:9",
      credentialId: credential.id,
      headers: [{ name: "X-Static", value: "static-value" }],
      status,
      portal: { visible: true },
    });
    const proxy = {
      collectionId: collection.id,
      name,
      methods: ["GET"],
      path: "/a",
      targetPath: "/b",
      status: "published",
    };
    await create(proxies, proxy);
    await create(proxies, {
      ...proxy,
      name: `${name} 2`,
      path: "/c",
      credentialId: token.id,
      status: "draft",
    });
    const client = await create(clients, {
      name,
      email: "a@example.com",
      collectionIds: [collection.id],
      policyId: policy.id,
    });
    const ofClient = { clientId: client.id, name };
    await profiles.create(someone, {
      ...ofClient,
      authType: "mtls",
      mtls: {
        caCertificates: authority.certificate,
        match: [{ type: "cn", value: name }],
        crl: { url: "http://127.0.0.1:9/" },
      },
    });
    const made = await profiles.create(someone, {
      ...ofClient,
      authType: "jwt",
      jwt: { requiredClaims: { "a.b": "c" } },
    });
    jwtSecrets.set(String(made.resource.id), String(made.shown.secret));
    const oidc = { issuer: "https://login.example.com", audience: "api", requiredClaims: { azp: name } };
    await create(profiles, { ...ofClient, authType: "oidc", oidc });
    await create(profiles, { ...ofClient, authType: "none", allowedIps: "192.0.2.1" });
    if (name === "deleted") {
      await clients.remove(someone, client.id, "any");
      await collections.remove(someone, collection.id, "any");
    }
    if (name === "withdrawn")
      await collections.update(someone, collection.id, { status: "draft" }, "any", "merge");
  }
}

const rows = () => configVersionModel(instance.connection).find().sort({ _id: 1 }).lean<ConfigVersion[]>();

describe("a full snapshot", () => {
  it.each([
    [gatewayAudience, gatewayEntities, "gateway"],
    [portalAudience, portalEntities, "portal"],
  ] as const)("of %s holds exactly what all deltas together leave", async (audience, schemas, name) => {
    const byDeltas = new EntityStore(schemas);
    for (const row of await rows()) byDeltas.apply(openDelta(verifier, deltaOf(row, audience) ?? "").changes);
    const { head, entities } = await audienceEntities(context)(audience);
    const byFull = new EntityStore(schemas);
    byFull.replace(entities);
    expect([...byDeltas.problems(), ...byFull.problems()]).toEqual([]);
    expect(head.version).toBe((await rows()).length);
    for (const kind of Object.keys(schemas)) {
      const plain = (store: EntityStore) =>
        [...store.all(kind)].map(withoutSealed).sort((a, b) => (a < b ? -1 : 1));
      expect(plain(byFull)).toEqual(plain(byDeltas));
      // Which key is in use is only said once one was changed (keys/reseal.test.ts).
      if (kind === "key") continue;
      if (kind !== "profile" || name === "gateway") expect(plain(byFull).length).toBeGreaterThan(0);
    }
  });

  it("holds secrets only sealed for the gateways, and none at all for the portal", async () => {
    const gateway = (await audienceEntities(context)(gatewayAudience)).entities;
    const portal = (await audienceEntities(context)(portalAudience)).entities;
    for (const text of [JSON.stringify(gateway), JSON.stringify(portal)]) {
      expect(text).not.toContain("the-secret-value");
      expect(text).not.toContain("static-value");
    }
    expect(JSON.stringify(portal)).not.toContain("127.0.0.1");
    const credentials = gateway["credential"] as GatewayEntity<"credential">[];
    const credential = credentials.find(({ type }) => type === "api_key");
    const token = credentials.find(({ type }) => type === "oauth2_client");
    expect(token?.fields["scopes"]).toBe("read write");
    const source = credential?.secrets["apiKey"];
    const sealed = source !== undefined && "sealed" in source ? source.sealed : "";
    const place = ["snapshot", deployment, "credential", credential?.id ?? "", "apiKey"];
    expect(openValue(snapshotKey, sealed, place).toString()).toBe("the-secret-value");
  });
});

it("seals the secrets of jwt profiles for their place, and has nothing of them in the database or for the portal", async () => {
  const { entities } = await audienceEntities(context)(gatewayAudience);
  const portal = JSON.stringify((await audienceEntities(context)(portalAudience)).entities);
  const stored = JSON.stringify(await profileModel(context.connection).find().lean());
  const profiles = entities["profile"] as GatewayEntity<"profile">[];
  const withRules = profiles.filter(({ authType }) => authType === "jwt");
  expect(withRules).toHaveLength(3);
  for (const { id, jwt } of withRules) {
    const [version] = jwt?.versions ?? [];
    const place = ["snapshot", deployment, "profile", id, `jwt.${version?.id}`];
    const secret = openValue(snapshotKey, version?.secret.sealed ?? "", place).toString();
    expect(secret).toBe(jwtSecrets.get(id));
    for (const text of [JSON.stringify(entities), portal, stored]) expect(text).not.toContain(secret);
    expect(jwt?.requiredClaims).toEqual({ "a.b": "c" });
  }
  expect(portal).not.toContain("login.example.com");
});

/** As text, with what has a fresh nonce each time it is sealed left out. */
function withoutSealed(entity: unknown): string {
  return JSON.stringify(entity, (name, value) => (name === "sealed" ? "…" : value));
}

it("holds everything else when one stored secret doesn't open, and nothing in that one's place", async () => {
  const stored = instance.connection.collection("credentials");
  const one = await stored.findOne({ name: "Key" });
  const ct: string = one?.secrets.apiKey.ct;
  await stored.updateOne({ name: "Key" }, { $set: { "secrets.apiKey.ct": ct.slice(0, -4) } });
  const { entities } = await audienceEntities(context)(gatewayAudience);
  const credentials = entities.credential as { id: string; secrets: Record<string, { sealed?: string }> }[];
  expect(credentials).toHaveLength(3);
  const damaged = credentials.filter(({ secrets }) =>
    Object.values(secrets).some(({ sealed }) => sealed === ""),
  );
  expect(damaged.map(({ id }) => id)).toEqual([String(one?._id)]);
  await stored.updateOne({ name: "Key" }, { $set: { "secrets.apiKey.ct": ct } });
});
