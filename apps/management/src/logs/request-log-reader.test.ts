import { Secret } from "@zerq/logging/secret";
import { freshDatabase } from "@zerq/test-kit/stores";
import { beforeAll, describe, expect, it } from "vitest";
import { type Connection, connectDatabase } from "../database/connect.ts";
import { prepareCollections } from "../database/prepare-collections.ts";
import { requestLogRetention } from "../jobs/request-log-retention.ts";
import { requestLogModel } from "./request-log.model.ts";
import { createRequestLogReader, logQuery } from "./request-log-reader.ts";

let connection: Connection;
const ids = { client: "a".repeat(24), proxy: "b".repeat(24) };
const start = Date.parse("2031-05-04T10:00:00Z");

beforeAll(async () => {
  connection = await connectDatabase(new Secret(freshDatabase()));
  await prepareCollections(connection);
  const documents = Array.from({ length: 10 }, (_, n) => ({
    _id: `entry-${n}`,
    // Pairs at the same time, so that the order needs the id too.
    time: new Date(start + Math.floor(n / 2) * 1_000),
    requestId: `r${n}`,
    method: n === 3 ? "POST" : "GET",
    path: n < 5 ? `/pay/${n}` : `/pay.x/${n}`,
    status: n === 4 ? 404 : n === 5 ? 429 : 200,
    error: n === 4 ? "route_not_found" : null,
    clientId: n % 2 === 0 ? ids.client : null,
    proxyId: n === 8 ? ids.proxy : null,
    ip: n === 9 ? "2001:db8::1" : "10.0.0.1",
  }));
  await requestLogModel(connection).collection.insertMany(documents as never[]);
  return () => connection.close();
});

const list = (query: Record<string, string>) =>
  createRequestLogReader(connection).list(logQuery.parse(query)) as Promise<{
    items: { id: string; time: string }[];
    nextCursor: string | null;
  }>;
const found = async (query: Record<string, string>) =>
  (await list(query)).items.map(({ id }) => Number(id.replace("entry-", "")));

describe("the request log", () => {
  it("comes newest first, page by page, each entry once", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await list({ limit: "3", ...(cursor === null ? {} : { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((n) => `entry-${n}`));
    expect((await list({ limit: "1" })).items[0]?.time).toBe("2031-05-04T10:00:04.000Z");
  });

  it("is narrowed by every filter", async () => {
    expect(await found({ clientId: ids.client })).toEqual([8, 6, 4, 2, 0]);
    expect(await found({ clientId: ids.client, proxyId: ids.proxy })).toEqual([8]);
    expect(await found({ status: "404" })).toEqual([4]);
    expect(await found({ status: "4xx" })).toEqual([5, 4]);
    expect(await found({ error: "route_not_found" })).toEqual([4]);
    expect(await found({ method: "POST" })).toEqual([3]);
    expect(await found({ ip: "2001:db8::1" })).toEqual([9]);
    expect(await found({ requestId: "r7" })).toEqual([7]);
    expect(await found({ path: "/pay." })).toEqual([9, 8, 7, 6, 5]);
    expect(await found({ path: "/pay/" })).toEqual([4, 3, 2, 1, 0]);
    expect(await found({ from: "2031-05-04T10:00:03Z" })).toEqual([9, 8, 7, 6]);
    expect(await found({ to: "2031-05-04T12:00:01+02:00" })).toEqual([1, 0]);
    expect(await found({ from: "2031-05-04T10:00:01Z", to: "2031-05-04T10:00:02Z" })).toEqual([3, 2]);
  });

  it("refuses parameters and cursors that aren't its own", async () => {
    for (const bad of [
      { clientId: "x" },
      { status: "40" },
      { status: "0xx" },
      { limit: "9999" },
      { from: "now" },
      { body: "1" },
    ])
      expect(logQuery.safeParse(bad).success).toBe(false);
    for (const cursor of ["zzz", Buffer.from('{"time":{"$gt":0},"id":"x"}').toString("base64url")])
      await expect(list({ cursor })).rejects.toMatchObject({ code: "validation_failed" });
  });

  it("loses what is older than its retention, and nothing else", async () => {
    const kept = Date.now() - (start + 1_200);
    const job = requestLogRetention(connection, kept);
    expect(await job.run()).toMatchObject({ deleted: 4 });
    expect(await found({})).toEqual([9, 8, 7, 6, 5, 4]);
    expect(await job.run()).toMatchObject({ deleted: 0 });
  });
});
