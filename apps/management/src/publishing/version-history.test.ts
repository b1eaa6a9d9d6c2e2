import { createSigner, generateSigningKeys, parsePrivateKey } from "@zerq/crypto/signing";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { beforeAll, describe, expect, it } from "vitest";
import { type Instance, openInstance, putNote, someone } from "../../test/data-paths/instance.ts";
import { createVersionHistory, type VersionHistory, versionQuery } from "./version-history.ts";

let instance: Instance;
let history: VersionHistory;

beforeAll(async () => {
  const redis = await freshRedis();
  const signer = createSigner(parsePrivateKey(generateSigningKeys().privateKey));
  instance = await openInstance({ mongo: freshDatabase(), redis: redis.url, signer });
  for (let n = 1; n <= 5; n += 1) await instance.changes.submit(putNote(`n${n}`, n));
  history = createVersionHistory(instance.connection);
  return async () => {
    await instance.close();
    await redis.stop();
  };
});

const list = (query: Record<string, string>) => history.list(versionQuery.parse(query));

describe("the history of versions", () => {
  it("comes newest first, page by page, and without the deltas", async () => {
    const first = await list({ limit: "2" });
    expect(first.items.map(({ version }) => version)).toEqual([5, 4]);
    expect(Object.keys(first.items[0] ?? {}).sort()).toEqual(
      ["action", "actor", "auditSequence", "changeId", "resource", "time", "version"].sort(),
    );
    const rest = await list({ cursor: first.nextCursor ?? "" });
    expect(rest.items.map(({ version }) => version)).toEqual([3, 2, 1]);
    expect(rest.nextCursor).toBeNull();
  });

  it("is narrowed by every filter, in either order", async () => {
    const versions = async (query: Record<string, string>) =>
      (await list(query)).items.map(({ version }) => version);
    expect(await versions({ sort: "version", limit: "3" })).toEqual([1, 2, 3]);
    expect(await versions({ resourceId: "n2" })).toEqual([2]);
    expect(await versions({ resourceKey: "n4", resourceType: "note" })).toEqual([4]);
    expect(await versions({ actor: "s1", action: "note.put" })).toEqual([5, 4, 3, 2, 1]);
    for (const none of [{ actor: "s2" }, { action: "note.delete" }, { resourceType: "client" }])
      expect(await versions(none)).toEqual([]);
    const all = (await list({})).items;
    const third = all[2]?.time ?? "";
    const those = (kept: (time: string) => boolean) =>
      all.filter(({ time }) => kept(time)).map(({ version }) => version);
    expect(await versions({ from: third })).toEqual(those((time) => time >= third));
    expect(await versions({ to: third })).toEqual(those((time) => time < third));
  });

  it("goes on in the order it began, and refuses a cursor of the other one", async () => {
    const { nextCursor } = await list({ sort: "version", limit: "2", actor: "s1" });
    const cursor = nextCursor ?? "";
    const rest = await list({ sort: "version", actor: "s1", cursor });
    expect(rest.items.map(({ version }) => version)).toEqual([3, 4, 5]);
    await expect(list({ cursor })).rejects.toMatchObject({ code: "validation_failed" });
  });

  it("has each version by its number", async () => {
    expect(await history.get(3)).toMatchObject({
      version: 3,
      auditSequence: 3,
      action: "note.put",
      resource: { type: "note", id: "n3", key: "n3" },
      actor: { subject: "s1", name: "Someone" },
    });
    await expect(history.get(99)).rejects.toMatchObject({ code: "not_found" });
  });

  it("says why each version was made, when a reason was given", async () => {
    const reason = "TICKET-1";
    const { version } = await instance.changes.submit(putNote("n6", 6, { ...someone, reason }));
    expect(await history.get(version)).toMatchObject({ reason, auditSequence: 6, lastAuditSequence: 6 });
    expect(await history.get(3)).not.toHaveProperty("reason");
    const { versions, changes } = await history.diff(version - 2, version);
    expect(versions.map((made) => [made.version, made.reason])).toEqual([
      [5, undefined],
      [6, reason],
    ]);
    expect(changes.map(({ kind, key }) => `${kind} ${key}`)).toEqual(["note n5", "note n6"]);
  });

  it("refuses a cursor that isn't its own", async () => {
    const foreign = Buffer.from('{"version":{"$gt":0}}').toString("base64url");
    for (const cursor of ["x", foreign])
      await expect(list({ cursor })).rejects.toMatchObject({ code: "validation_failed" });
    expect(versionQuery.safeParse({ limit: "0" }).success).toBe(false);
  });
});
