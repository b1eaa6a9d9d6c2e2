import { Writable } from "node:stream";
import { deriveKey } from "@zerq/crypto/derive";
import { secretKey } from "@zerq/crypto/secret-key";
import { createSigner, generateSigningKeys, parsePrivateKey } from "@zerq/crypto/signing";
import { createLogger } from "@zerq/logging/logger";
import {
  deltaChannel,
  deltaKey,
  gatewayReportsKey,
  headKey,
  versionKey,
} from "@zerq/plane-protocol/channels";
import { signHead } from "@zerq/plane-protocol/delta";
import { openReport } from "@zerq/plane-protocol/report";
import { signMessage } from "@zerq/plane-protocol/signed-message";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

let gateway: TestGateway;
let logged = "";
const log = new Writable({
  write(chunk, _encoding, done) {
    logged += String(chunk);
    done();
  },
});
beforeAll(async () => {
  gateway = await startTestGateway({ logger: createLogger({ service: "test", destination: log }) });
});
afterAll(() => gateway.stop());

const signer = () => createSigner(parsePrivateKey(gateway.config.keys.CONFIG_SIGNING_KEY));

/** Would shut everybody out, if anybody believed it. */
function harm(more: object, by = signer()): string {
  const { deployment, epoch, audience, version, hash } = gateway.config;
  const changes = [gateway.config.remove("collection", gateway.collection.id)];
  const genuine = { deployment, epoch, audience, version: version + 1, previousHash: hash, changes };
  return signMessage(by, "delta", { schemaVersion: 1, time: Date.now(), ...genuine, ...more }).text;
}

async function reportOf(reason: RegExp) {
  const key = deriveKey(secretKey(Buffer.from(gateway.config.keys.SNAPSHOT_KEY, "base64")), "reports");
  return eventually(
    `the report of ${reason}`,
    async () => {
      const sealed = (await gateway.config.redis.hget(gatewayReportsKey, "test/0")) ?? "";
      const report = openReport(key, sealed);
      return reason.test(report.lastError ?? "") ? report : undefined;
    },
    40_000,
  );
}

/** What was there before is in force; the reason, and where to look, are in the log. */
async function expectRefusal(reason: RegExp): Promise<void> {
  await eventually(`the line of ${reason}`, async () => (reason.test(logged) ? true : undefined), 40_000);
  expect((await gateway.call("/demo/accounts")).status).toBe(200);
}

/** They are in the report as well; each of those takes seconds. */
async function expectReport(reason: RegExp): Promise<void> {
  await expectRefusal(reason);
  expect((await reportOf(reason)).version).toBe(gateway.config.version);
}

describe("a gateway refuses over Redis, goes on with what it has, and says why and where to look:", () => {
  const published: [string, () => string, RegExp][] = [
    ["what is no message", () => "{}", /delta: malformed \(no message of Zerq's/],
    [
      "what another key has signed",
      () => harm({}, createSigner(parsePrivateKey(generateSigningKeys().privateKey))),
      /delta by a key that is not trusted here: bad-signature \(forged, or of keys that differ/,
    ],
    ["another group's delta", () => harm({ audience: "gateway:dmz" }), /wrong-audience \(for another group/],
    [
      "another deployment's delta",
      () => harm({ deployment: "other" }),
      /wrong-deployment \(of another deployment/,
    ],
    [
      "a delta of a lower epoch",
      () => harm({ epoch: 0 }),
      /old-epoch \(from before the database was restored/,
    ],
    [
      "a delta of another history",
      () => harm({ previousHash: "other" }),
      /broken-chain \(of another history/,
    ],
    [
      "a delta of a version of Zerq that is far ahead",
      () => harm({ schemaVersion: 99 }),
      /schema-version \(made by a later version/,
    ],
  ];
  it.each(published)("%s", async (_what, text, reason) => {
    await gateway.config.redis.publish(deltaChannel(gateway.config.audience), text());
    await expectRefusal(reason);
  });

  it("the same in the place of the next delta, where it is pulled from", async () => {
    const { redis, audience, version } = gateway.config;
    await redis
      .multi()
      .hset(deltaKey(audience), String(version + 1), harm({ previousHash: "pulled" }))
      .set(versionKey(audience), version + 1)
      .publish(deltaChannel(audience), "{}")
      .exec();
    await expectReport(/delta \d+: broken-chain/);
    await redis
      .multi()
      .hdel(deltaKey(audience), String(version + 1))
      .set(versionKey(audience), version)
      .exec();
  });

  it("a head that is ahead of everything that is to be had", async () => {
    const { deployment, epoch, audience, version, redis } = gateway.config;
    const ahead = { deployment, epoch, audience, version: version + 5, hash: "", time: Date.now() };
    await redis.set(headKey(audience), signHead(signer(), ahead));
    await expectReport(/missing-delta \(signed but not to be had/);
  });

  it("a head that is behind what is in force, from a database that was restored", async () => {
    const { deployment, epoch, audience, version, redis } = gateway.config;
    // Signed well after the version in force: a head that is one change old is no rollback.
    const behind = { deployment, epoch, audience, version: version - 1, hash: "", time: Date.now() + 60_000 };
    await redis.set(headKey(audience), signHead(signer(), behind));
    await expectReport(/rollback \(management's database is older/);
  });

  it("and takes the next genuine change", async () => {
    await gateway.publish(
      gateway.config.put("client", { ...gateway.client, active: false } as { id: string }),
    );
    expect((await gateway.call("/demo/accounts")).status).toBe(403);
  });
});
