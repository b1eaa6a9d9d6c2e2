import { readdirSync, readFileSync } from "node:fs";
import { deriveKey } from "@zerq/crypto/derive";
import { secretKey } from "@zerq/crypto/secret-key";
import { createVerifier, parsePublicKey } from "@zerq/crypto/signing";
import { expect, it } from "vitest";
import { z } from "zod";
import { CommandReader } from "./command.ts";
import { openAnswer } from "./command-body.ts";
import { openDelta, openFullSnapshot, openHead } from "./delta.ts";
import { EntityStore } from "./entity-store.ts";
import { createFollower } from "./follower.ts";
import type { FollowerTransport } from "./follower-transport.ts";
import { gatewayEntities } from "./gateway-entities.ts";
import { openReport } from "./report.ts";
import { openBatch } from "./request-log.ts";

/**
 * Messages as each schema version wrote them, signed and sealed with keys made for these files alone. They are never made
 * again: what an older management or gateway has sent has to be readable by today's. The foreseen ones are as the next schema
 * may write them, by the rule of later-schema.ts.
 */
const fixture = z
  .object({
    verifyKey: z.string(),
    /** 32 bytes, base64. */
    snapshotKey: z.string(),
    /** When the messages were signed, in ms. */
    at: z.number(),
    full: z.string(),
    deltas: z.array(z.string()).length(2),
    head: z.string(),
    command: z.string(),
    report: z.string(),
    batch: z.string(),
    answer: z.string(),
    /** What may not be taken, by what is wrong with it. */
    refused: z.record(z.string(), z.string()).default({}),
  })
  .strict();

const folder = new URL("../fixtures/", import.meta.url);
const names = readdirSync(folder);
const FORESEEN = "schema-2-foreseen.json";
const read = (name: string) => fixture.parse(JSON.parse(readFileSync(new URL(name, folder), "utf8")));
const foreseen = read(FORESEEN);

it("has messages of every schema version", () => {
  expect(names).toEqual(["schema-1.json", FORESEEN]);
});

it.each(names)("opens what %s holds, and the chain in it goes on", (name) => {
  const kept = read(name);
  const verifier = createVerifier([parsePublicKey(kept.verifyKey)]);
  const key = secretKey(Buffer.from(kept.snapshotKey, "base64"));
  const full = openFullSnapshot(verifier, kept.full);
  const [first, second] = kept.deltas.map((text) => openDelta(verifier, text));
  expect([full.version, first?.version, second?.version]).toEqual([0, 1, 2]);
  expect([first?.previousHash, second?.previousHash]).toEqual([full.hash, first?.hash]);
  const store = new EntityStore(gatewayEntities);
  const ops = [
    store.replace(full.entities),
    ...[first, second].map((delta) => store.apply(delta?.changes ?? [])),
  ].map((changes) => changes.map(({ op }) => op));
  expect(ops).toEqual([["put"], ["put"], ["delete"]]);
  expect(openHead(verifier, kept.head)).toMatchObject({ version: 2, hash: second?.hash, time: kept.at });
  expect(openReport(deriveKey(key, "reports"), kept.report)).toMatchObject({ version: 2, workerId: "w/0" });
  expect(openBatch(deriveKey(key, "logs"), kept.batch).entries).toHaveLength(1);
  expect(openAnswer(deriveKey(key, "command-answers"), kept.answer).result).toBe("ok");
  const reader = new CommandReader(
    { by: verifier, key: deriveKey(key, "commands"), deployment: "fixtures" },
    { workerId: "w/0", startedAt: 1 },
  );
  expect(reader.take(kept.command, kept.at).body.kind).toBe("test-credential");
});

/** A follower of today that finds these in Redis, and hears messages besides. @returns where it is then, and what it says */
async function follow(found: { full: string; deltas: string[]; head: string | null }, ...heard: string[]) {
  const problems: string[] = [];
  let hear: (text: string) => void = () => undefined;
  const transport: FollowerTransport = {
    readHead: async () => found.head,
    readVersion: async () => found.deltas.length,
    readDeltas: async (from, to) => found.deltas.slice(from - 1, to),
    readFull: async () => found.full,
    subscribe: async (onMessage) => {
      hear = onMessage;
    },
    close: async () => {},
  };
  const follower = createFollower({
    ...{ audience: "gateway:default", deployment: "fixtures", transport, schemas: gatewayEntities },
    verifier: createVerifier(names.map((name) => parsePublicKey(read(name).verifyKey))),
    onApplied: () => {},
    onProblem: ({ message }) => problems.push(message),
    pollMs: 1_000_000,
    coalesceMs: 0,
  });
  await follower.start();
  for (const text of heard) hear(text);
  const { version } = follower.status();
  const clients = [...follower.store.all("client")] as { name: string }[];
  await follower.stop();
  return { version, clients: clients.map(({ name }) => name), problems };
}

it.each(names)(
  "is followed to its end by a follower of today, from what lies there and from what is heard: %s",
  async (name) => {
    const { full, deltas, head } = read(name);
    const end = { version: 2, clients: [], problems: [] };
    expect(await follow({ full, deltas, head })).toEqual(end);
    const atFull = { full, deltas: [], head: null };
    expect(await follow(atFull, deltas[0] ?? "")).toEqual({ version: 1, clients: ["second"], problems: [] });
    expect(await follow(atFull, ...deltas)).toEqual(end);
  },
);

it.each(Object.entries(foreseen.refused))("refuses %s, and stays where it is", async (_what, text) => {
  const { full } = foreseen;
  const isFull = text.includes('\\"entities\\"');
  const found = { full: isFull ? text : full, deltas: [], head: null };
  const { problems, ...place } = await follow(found, ...(isFull ? [] : [text]));
  expect(problems.join()).toMatch(/schema-version/);
  expect(place).toEqual({ version: 0, clients: isFull ? [] : ["first"] });
});

it("takes of a later gateway's report, log and answer what is known here, and of an earlier one's what it says", () => {
  const key = secretKey(Buffer.from(foreseen.snapshotKey, "base64"));
  const report = openReport(deriveKey(key, "reports"), foreseen.report);
  expect(report).toMatchObject({
    version: 2,
    verifyKeys: ["b"],
    problems: [{ kind: "client", reason: "r" }],
  });
  expect(Object.keys(report.problems[0] ?? {})).toEqual(["kind", "id", "reason"]);
  expect([report.source, "temperature" in report]).toEqual([undefined, false]);
  const [entry] = openBatch(deriveKey(key, "logs"), foreseen.batch).entries;
  expect([entry?.status, "carbon" in (entry ?? {})]).toEqual([200, false]);
  const answer = openAnswer(deriveKey(key, "command-answers"), foreseen.answer);
  expect(Object.keys(answer)).not.toContain("tookMs");
  const earlier = read("schema-1.json");
  const older = deriveKey(secretKey(Buffer.from(earlier.snapshotKey, "base64")), "reports");
  expect(openReport(older, earlier.report).verifyKeys).toBeUndefined();
});

it("holds what a later version adds as invalid, to be denied, and takes what comes after it", () => {
  const client = { id: "a".repeat(24), name: "c", collectionIds: [], policyId: null, active: true };
  const store = new EntityStore(gatewayEntities);
  const put = (kind: string, entity: { id: string; [member: string]: unknown }) =>
    store.apply([{ op: "put", kind, id: entity.id, entity }])[0]?.op;
  expect(put("client", client)).toBe("put");
  expect(put("client", { ...client, onlyOnSundays: true })).toBe("invalid");
  expect(store.get("client", client.id)).toBeUndefined();
  expect(put("quantum-lock", { id: "b".repeat(24) })).toBe("invalid");
  expect(store.problems().map(({ kind }) => kind)).toEqual(["client", "quantum-lock"]);
  expect(put("client", client)).toBe("put");
  expect(store.problems().map(({ kind }) => kind)).toEqual(["quantum-lock"]);
});
