import { createSigner, generateSigningKeys, parsePrivateKey } from "@zerq/crypto/signing";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { beforeAll, describe, expect, it } from "vitest";
import { type Instance, openInstance, putNote, someone } from "../../test/data-paths/instance.ts";
import { auditQuery, listAuditEntries } from "./list-audit-entries.ts";

const signer = createSigner(parsePrivateKey(generateSigningKeys().privateKey));
let instance: Instance;

beforeAll(async () => {
  const redis = await freshRedis();
  instance = await openInstance({ mongo: freshDatabase(), redis: redis.url, signer });
  for (let n = 1; n <= 7; n += 1) {
    const actor = { ...someone.actor, subject: n % 2 === 0 ? "even" : "odd" };
    const request = { ...someone.request, id: `r${n}`, url: n > 5 ? "/api/v1/others" : "/api/v1/notes" };
    await instance.changes.submit(putNote(`n${n}`, n, { actor, request }));
  }
  return async () => {
    await instance.close();
    await redis.stop();
  };
});

const list = (query: Record<string, string>) =>
  listAuditEntries(instance.connection, auditQuery.parse(query)) as Promise<{
    items: { sequence: number; time: string }[];
    nextCursor: string | null;
  }>;
const sequences = async (query: Record<string, string>) =>
  (await list(query)).items.map((item) => item.sequence);

describe("the list of audit entries", () => {
  it("comes newest first, or oldest first, page by page", async () => {
    expect(await sequences({})).toEqual([7, 6, 5, 4, 3, 2, 1]);
    for (const [sort, expected] of [
      ["-sequence", [7, 6, 5, 4, 3, 2, 1]],
      ["sequence", [1, 2, 3, 4, 5, 6, 7]],
    ] as const) {
      const seen: number[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await list({ sort, limit: "3", ...(cursor ? { cursor } : {}) });
        seen.push(...page.items.map((item) => item.sequence));
        cursor = page.nextCursor;
      } while (cursor !== null);
      expect(seen).toEqual(expected);
    }
  });

  it("is narrowed by every filter", async () => {
    expect(await sequences({ actor: "even" })).toEqual([6, 4, 2]);
    expect(await sequences({ actor: "even", url: "/api/v1/o" })).toEqual([6]);
    expect(await sequences({ requestId: "r3" })).toEqual([3]);
    expect(await sequences({ resourceId: "n5", resourceType: "note", action: "note.put" })).toEqual([5]);
    expect(await sequences({ q: "N4" })).toEqual([4]);
    expect(await sequences({ q: ".*" })).toEqual([]);
    expect(await sequences({ ip: "10.0.0.1" })).toEqual([]);
    expect(await sequences({ outcome: "applied", method: "POST", limit: "1" })).toEqual([7]);
    const { items } = await list({ sort: "sequence" });
    const third = items[2]?.time ?? "";
    expect(await sequences({ from: third, sort: "sequence" })).toEqual(
      items.filter(({ time }) => time >= third).map((item) => item.sequence),
    );
    expect(await sequences({ to: third, sort: "sequence" })).toEqual(
      items.filter(({ time }) => time < third).map((item) => item.sequence),
    );
  });

  it("refuses cursors and parameters that it didn't hand out", async () => {
    const { nextCursor } = await list({ limit: "2" });
    const cursors = ["x", "", Buffer.from('{"sequence":{"$gt":0},"sort":"-sequence"}').toString("base64url")];
    for (const cursor of cursors)
      await expect(list({ cursor })).rejects.toMatchObject({ code: "validation_failed" });
    await expect(list({ cursor: nextCursor ?? "", sort: "sequence" })).rejects.toMatchObject({
      code: "validation_failed",
    });
    for (const bad of [
      { limit: "0" },
      { limit: "501" },
      { limit: "1e2" },
      { sort: "actor" },
      { chain: "other" },
      { from: "yesterday" },
      { x: "1" },
    ])
      expect(auditQuery.safeParse(bad).success).toBe(false);
  });
});
