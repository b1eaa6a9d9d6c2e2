import { Writable } from "node:stream";
import { randomKey } from "@zerq/crypto/secret-key";
import { createLogger } from "@zerq/logging/logger";
import { Secret } from "@zerq/logging/secret";
import { freshDatabase } from "@zerq/test-kit/stores";
import { testCertificate } from "@zerq/test-kit/test-certificate";
import { Types } from "mongoose";
import { beforeEach, expect, it, vi } from "vitest";
import { environmentKeys } from "../../test/environment-keys.ts";
import { type Connection, connectDatabase } from "../database/connect.ts";
import { openKeyRing } from "../keys/key-records.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { secretPlace } from "../resources/credentials/secret-place.ts";
import { allMigrations } from "./all-migrations.ts";
import { migrationModel } from "./migration.model.ts";
import type { MigrationContext } from "./migration.ts";
import { runMigrations } from "./run-migrations.ts";

// The embedded database takes its time for single writes, more so on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const OF_A_PART = 5;
/** More than two parts. */
const MANY = 12;
const kinds = ["collections", "proxies", "clients", "profiles", "policies", "credentials"];
const expiresAt = new Date("2030-01-01T00:00:00Z");

let one: MigrationContext;
let other: MigrationContext;
let lines: string[];
const logger = () =>
  createLogger({
    service: "management",
    level: "debug",
    destination: new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    }),
  });
const saying = (text: string) => lines.filter((line) => line.includes(text));

beforeEach(async () => {
  const uri = new Secret(freshDatabase());
  const master = randomKey();
  const open = async () => {
    const connection = await connectDatabase(uri);
    const ring = await openKeyRing(connection, environmentKeys(master));
    return { connection, ring, deployment: "test" };
  };
  one = await open();
  other = await open();
  lines = [];
  await prepareDatabase(one.connection);
  return async () => {
    await one.connection.close(true);
    await other.connection.close(true);
  };
});

const raw = (connection: Connection, name: string) => connection.collection(name);
const common = (index: number) => ({
  _id: new Types.ObjectId(),
  key: `old-${index}`,
  labels: { team: "payments", "a.b": String(index) },
  revision: 7,
});

/** Documents and an index as the first version has stored them. */
async function storeOld(): Promise<void> {
  const { connection } = one;
  for (const kind of kinds) {
    const documents = Array.from({ length: MANY }, (_, index) => ({
      ...common(index),
      ...(kind === "collections" && { basePath: `/old-${index}` }),
      ...(kind === "profiles" && { expiresAt, token: { versions: [] } }),
      ...(kind === "credentials" && { secrets: {} }),
    }));
    await raw(connection, kind).insertMany(documents);
  }
  await raw(connection, "collections").createIndex({ basePath: 1 }, { unique: true });
}

/** An instance that is gone between two parts: what it has written is there, and nothing else happens. */
function killedAtSecondPartOf(kind: string): MigrationContext {
  let parts = 0;
  const collection = (name: string) => {
    const real = raw(other.connection, name);
    const find = (...query: Parameters<typeof real.find>) => {
      if (name === kind && ++parts === 2) throw new Error("killed");
      return real.find(...query);
    };
    return Object.assign(Object.create(real), { find });
  };
  const connection = Object.assign(Object.create(other.connection), { collection }) as Connection;
  return { ...other, connection };
}

const withoutField = (field: string) => ({ [field]: { $exists: false } });
const indexNames = async () =>
  (await raw(one.connection, "collections").listIndexes().toArray()).map(({ name }) => name);

async function expectComplete(): Promise<void> {
  const { connection } = one;
  for (const kind of kinds)
    expect([kind, await raw(connection, kind).countDocuments(withoutField("labelPairs"))]).toEqual([kind, 0]);
  const [collection] = await raw(connection, "collections").find({ key: "old-5" }).toArray();
  expect(collection).toMatchObject({ labelPairs: ["team:payments", "a.b:5"], revision: 7 });
  expect(collection?.places).toHaveLength(1);
  const [profile] = await raw(connection, "profiles").find({ key: "old-5" }).toArray();
  expect(profile).toMatchObject({ expiries: [expiresAt], revision: 7 });
}

it("completes old documents once, by however many instances, beside the audit and without a version", async () => {
  await storeOld();
  expect(await indexNames()).toContain("basePath_1");
  await Promise.all([runMigrations(one, logger(), OF_A_PART), runMigrations(other, logger(), OF_A_PART)]);
  await expectComplete();
  expect(await indexNames()).not.toContain("basePath_1");
  const records = await migrationModel(one.connection).find().lean();
  const changed = Object.fromEntries(records.map((record) => [record._id, record.changed]));
  expect(changed).toEqual({
    "superseded-indexes": 1,
    ...Object.fromEntries(kinds.map((kind) => [`${kind}.labelPairs`, MANY])),
    "collections.places": MANY,
    "profiles.expiries": MANY,
    "credentials.expiries": MANY,
  });
  expect(records.every(({ finishedAt, problems }) => finishedAt !== null && problems.length === 0)).toBe(
    true,
  );
  expect(saying('"migrated"').length).toBeGreaterThanOrEqual(allMigrations.length);
  for (const name of ["audit_entries", "config_versions"])
    expect(await raw(one.connection, name).countDocuments()).toBe(0);

  lines = [];
  await runMigrations(one, logger(), OF_A_PART);
  expect(lines).toEqual([]);
});

it("goes on where a killed instance has stopped, and finds what an old one has written meanwhile", async () => {
  await storeOld();
  await expect(runMigrations(killedAtSecondPartOf("proxies"), logger(), OF_A_PART)).rejects.toThrow("killed");
  const left = await raw(one.connection, "proxies").countDocuments(withoutField("labelPairs"));
  expect(left).toBe(MANY - OF_A_PART);
  const record = () => migrationModel(one.connection).findById("proxies.labelPairs").lean();
  expect(await record()).toMatchObject({ finishedAt: null, changed: MANY - left });
  await runMigrations(one, logger(), OF_A_PART);
  await expectComplete();
  expect(await record()).toMatchObject({ finishedAt: expect.any(Date), changed: MANY });

  await raw(one.connection, "proxies").insertOne(common(MANY));
  await runMigrations(one, logger(), OF_A_PART);
  await expectComplete();
  expect(await record()).toMatchObject({ finishedAt: expect.any(Date), changed: MANY + 1 });
});

it("reads when certificates end, and says which document it could not read", async () => {
  const { connection, ring, deployment } = one;
  const { certificate } = await testCertificate();
  const stored = (index: number, text: string) => {
    const document = common(index);
    const place = secretPlace(deployment, document._id.toHexString(), "clientCertificate");
    return {
      ...document,
      secrets: { clientCertificate: { source: "value", ...ring.encryptField(text, place) } },
    };
  };
  const good = stored(1, certificate);
  const foreign = { ...common(2), secrets: good.secrets };
  const named = { ...common(3), secrets: { clientCertificate: { source: "env", env: "CERTIFICATE" } } };
  await raw(connection, "credentials").insertMany([good, foreign, named]);
  await raw(connection, "collections").insertMany([
    { ...common(1), basePath: "/same" },
    { ...common(2), basePath: "/same" },
  ]);
  await runMigrations(one, logger(), OF_A_PART);
  const documents = await raw(connection, "credentials").find().sort({ key: 1 }).toArray();
  expect(documents.map(({ expiries }) => (expiries as Date[]).length)).toEqual([1, 0, 0]);
  const problems = saying("left something out").map(
    (line) => (JSON.parse(line) as { problem: string }).problem,
  );
  expect(problems).toEqual([
    "collections old-2: another one has the same places",
    expect.stringMatching(
      /^credentials old-2: The stored clientCertificate of the credential old-2 can not be/,
    ),
  ]);
  expect(await migrationModel(connection).findById("credentials.expiries").lean()).toMatchObject({
    problems: [expect.stringContaining("old-2")],
  });
});
