import { randomId } from "@zerq/crypto/random";
import { Secret } from "@zerq/logging/secret";
import { freshDatabase } from "@zerq/test-kit/stores";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditModel } from "../audit/audit.model.ts";
import { type Connection, connectDatabase } from "../database/connect.ts";
import { requestLogModel } from "../logs/request-log.model.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { clientKind } from "./clients/client.service.ts";
import { collectionKind } from "./collections/collection.service.ts";
import { credentialKind } from "./credentials/credential.service.ts";
import { placeOf } from "./cursor.ts";
import { findPage, type ListQuery } from "./list-resources.ts";
import { policyKind } from "./policies/policy.service.ts";
import { profileKind } from "./profiles/profile.service.ts";
import { proxyKind } from "./proxies/proxy.service.ts";
import type { ResourceContext } from "./resource-kind.ts";

type Plan = { stage: string; indexName?: string; inputStage?: Plan; inputStages?: Plan[] };
type Explainable = { explain(verbosity: "queryPlanner"): PromiseLike<unknown> };

let connection: Connection;
beforeAll(async () => {
  connection = await connectDatabase(new Secret(freshDatabase()));
  await prepareDatabase(connection);
  const context = { connection } as ResourceContext;
  for (const makeKind of Object.values(kinds)) {
    const { model } = makeKind(context);
    const now = new Date();
    const documents = Array.from({ length: 60 }, (_, index) => ({
      ...{ key: `k-${index}`, name: `Name ${index}`, labels: { team: "a" }, labelPairs: ["team:a"] },
      ...{ createdAt: now, updatedAt: now, revision: 1, active: true, status: "draft", type: "basic" },
      ...{ clientId: randomId(), collectionId: randomId(), policyId: null, collectionIds: [] },
      ...{ credentialId: null, basePath: `/${index}`, places: [`/${index}`], expiries: [now] },
      ...{ authType: "token", shape: `/${index}` },
    }));
    await model.collection.insertMany(documents as never[]);
  }
});
afterAll(() => connection?.close());

const kinds = {
  collections: collectionKind,
  proxies: proxyKind,
  clients: clientKind,
  profiles: profileKind,
  policies: policyKind,
  credentials: credentialKind,
} as const;

/** A value for each filter that lists have. */
const values: Readonly<Record<string, string>> = {
  ...{ active: "true", status: "draft", type: "basic", authType: "token", basePath: "/1" },
  ...{ clientId: randomId(), collectionId: randomId(), collectionIds: randomId(), policyId: randomId() },
  ...{ credentialId: randomId(), expiresBefore: "2040-01-01T00:00:00Z" },
};

function stagesOf(plan: Plan): Plan[] {
  const { inputStage, inputStages = [] } = plan;
  return [plan, ...[...(inputStage === undefined ? [] : [inputStage]), ...inputStages].flatMap(stagesOf)];
}

async function planOf(query: Explainable): Promise<{ stages: string[]; indexes: string[] }> {
  const explained = [await query.explain("queryPlanner")].flat()[0] as {
    queryPlanner: { winningPlan: Plan };
  };
  const stages = stagesOf(explained.queryPlanner.winningPlan);
  const indexes = stages.flatMap(({ indexName }) => indexName ?? []);
  return { stages: stages.map(({ stage }) => stage), indexes };
}

describe.each(Object.keys(kinds) as (keyof typeof kinds)[])("a page of %s", (name) => {
  const page = (query: Partial<ListQuery>) => {
    const kind = kinds[name]({ connection } as ResourceContext);
    return findPage(kind as never, { limit: 50, filters: {}, ...query });
  };
  const time = new Date();

  it.each([
    ["createdAt", time],
    ["-createdAt", time],
    ["updatedAt", time],
    ["-updatedAt", time],
    ["name", "Name 3"],
    ["-name", "Name 3"],
    ["key", "k-3"],
    ["-key", "k-3"],
  ])("in the order of %s comes from an index, and from its middle behind a cursor", async (sort, value) => {
    const field = sort.replace("-", "");
    const index = field === "key" ? "key_1" : `${field}_1__id_1`;
    const first = await planOf(page({ sort }));
    expect(first.indexes).toEqual([index]);
    // The index has the order: nothing is sorted, and no more is read than is shown.
    expect(first.stages).not.toContain("SORT");
    const place = JSON.stringify(placeOf(sort, [value], randomId()));
    const cursor = Buffer.from(place).toString("base64url");
    // Not every planner looks past `$or`; what bounds the index for those that do stands beside it.
    const { $or, ...bound } = page({ sort, cursor }).getFilter();
    expect($or).toHaveLength(field === "key" ? 1 : 2);
    const deep = await planOf(
      page({ sort })
        .model.find(bound)
        .sort(page({ sort }).getOptions().sort as never),
    );
    expect(deep.stages).not.toContain("COLLSCAN");
    expect(deep.indexes).toEqual([index]);
  });

  it("narrowed by a label or a field comes from an index of it", async () => {
    const kind = kinds[name]({ connection } as ResourceContext);
    const fields = [...Object.keys(kind.filters), ...Object.keys(kind.conditions ?? {})];
    const narrowed = fields.map((field) => [field, { filters: { [field]: values[field] ?? "" } }] as const);
    for (const [field, query] of [["labelPairs", { label: "team:a" }] as const, ...narrowed]) {
      const { stages, indexes } = await planOf(page(query));
      const prefix = field === "expiresBefore" ? "expiries_1" : `${field}_1`;
      expect([field, stages.includes("COLLSCAN"), indexes.some((index) => index.startsWith(prefix))]).toEqual(
        [field, false, true],
      );
    }
  });
});

describe("a page of what is written all the time", () => {
  it("comes from an index by what operators ask most; without a question it is in the order of its id", async () => {
    const logs = requestLogModel(connection);
    const newest = { time: -1, _id: -1 } as const;
    const queries: [string, Explainable, string][] = [
      ["logs", logs.find({}).sort(newest).limit(51), "time_-1__id_-1"],
      ["logs of a client", logs.find({ clientId: randomId() }).sort(newest), "clientId_1_time_-1__id_-1"],
      ["logs of a proxy", logs.find({ proxyId: randomId() }).sort(newest), "proxyId_1_time_-1__id_-1"],
      ["one request", logs.find({ requestId: "r" }).sort(newest), "requestId_1"],
      [
        "audit of a resource",
        auditModel(connection).find({ "content.resource.id": "x" }).sort({ _id: -1 }),
        "content.resource.id_1__id_-1",
      ],
      [
        "audit of an actor",
        auditModel(connection).find({ "content.actor.subject": "x" }).sort({ _id: -1 }),
        "content.actor.subject_1__id_-1",
      ],
      [
        "audit of an action",
        auditModel(connection).find({ "content.action": "x" }).sort({ _id: -1 }),
        "content.action_1__id_-1",
      ],
    ];
    for (const [what, query, index] of queries) {
      const { stages, indexes } = await planOf(query);
      expect([what, stages.includes("COLLSCAN"), indexes]).toEqual([what, false, [index]]);
    }
  });
});
