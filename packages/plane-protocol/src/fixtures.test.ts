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
import { gatewayEntities } from "./gateway-entities.ts";
import { openReport } from "./report.ts";
import { openBatch } from "./request-log.ts";

/**
 * Messages as each schema version wrote them, signed and sealed with keys made for these files alone. They are never made
 * again: what an older management or gateway has sent has to be readable by today's.
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
  })
  .strict();

const folder = new URL("../fixtures/", import.meta.url);
const names = readdirSync(folder);

it("has messages of every schema version", () => {
  expect(names).toContain("schema-1.json");
});

it.each(names)("opens what %s holds, and the chain in it goes on", (name) => {
  const kept = fixture.parse(JSON.parse(readFileSync(new URL(name, folder), "utf8")));
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
