import { createRevocationSources } from "@zerq/auth/certificates/revocation-sources";
import { createKeySources } from "@zerq/auth/key-sources";
import { randomKey } from "@zerq/crypto/secret-key";
import type { EntityChange } from "@zerq/plane-protocol/delta";
import { EntityStore } from "@zerq/plane-protocol/entity-store";
import { gatewayEntities } from "@zerq/plane-protocol/gateway-entities";
import { Turns } from "@zerq/plane-protocol/turns";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createSecretOpener } from "./secret-opener.ts";
import { SnapshotCompiler } from "./snapshot-compiler.ts";

const ids = ["0", "1", "2"].map((digit) => digit.repeat(24));
const paths = ["/", "/a", "/a/b"];
const hosts = ["x.test", "*.test", "y.test"];

const collection = fc
  .record({
    id: fc.constantFrom(...ids),
    basePath: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...paths) }, fc.constant("no path")),
    hosts: fc.oneof(
      fc.constant([]),
      fc.subarray(hosts),
      { weight: 1, arbitrary: fc.constant(["not a host"]) },
      fc.constant("none"),
    ),
    status: fc.constantFrom("published", "published", "published", "draft"),
    cors: fc.constantFrom(undefined, { origins: ["https://o.test"] }),
    healthCheck: fc.constantFrom(undefined, { path: "/", intervalMs: 5_000, timeoutMs: 1_000 }),
    headers: fc.constantFrom(
      [],
      [{ name: "X-A", direction: "request", op: "set", value: { env: "NOT_THERE" } }],
    ),
  })
  .map((own) => ({
    ...{ name: "c", targetEndpoint: "http://upstream.test", timeouts: {}, forwardIdentity: false },
    ...{ credentialId: null, maxBodyBytes: null, ...own },
  }));
const proxy = fc
  .record({
    id: fc.constantFrom(...ids),
    collectionId: fc.constantFrom(...ids),
    path: fc.constantFrom("/p", "/{id}", "p"),
    methods: fc.constantFrom(["GET"], ["POST"]),
  })
  .map((own) => ({
    ...{ name: "p", handler: { kind: "forward", targetPath: "/" }, headers: [], credentialId: null },
    ...{ timeouts: {}, maxBodyBytes: null, streaming: false, status: "published", ...own },
  }));
const client = fc
  .record({ id: fc.constantFrom(...ids), policyId: fc.constantFrom(null, ...ids) })
  .map((own) => ({ name: "c", collectionIds: [], active: true, ...own }));
const policy = fc
  .record({ id: fc.constantFrom(...ids), max: fc.integer({ min: 1, max: 9 }) })
  .map(({ id, max }) => ({
    ...{ id, active: true, rateLimit: { max, interval: "1m" }, onLimiterFailure: "share" },
  }));

const put = (kind: string) => (entity: { id: string }) => ({
  op: "put" as const,
  kind,
  id: entity.id,
  entity,
});
const change: fc.Arbitrary<EntityChange> = fc.oneof(
  { weight: 4, arbitrary: collection.map(put("collection")) },
  { weight: 4, arbitrary: proxy.map(put("proxy")) },
  client.map(put("client")),
  policy.map(put("policy")),
  fc
    .tuple(fc.constantFrom("collection", "proxy", "client", "policy"), fc.constantFrom(...ids))
    .map(([kind, id]) => ({ op: "delete" as const, kind, id })),
);

const key = randomKey();
function newCompiler(): SnapshotCompiler {
  const onProblem = () => undefined;
  return new SnapshotCompiler(
    createSecretOpener(key, "default", () => undefined),
    {
      keys: createKeySources({ fetch, onProblem }),
      revocation: createRevocationSources({ fetch, onProblem, onChange: onProblem }),
    },
  );
}

/** Everything that can be asked of a table and its compiler. */
function answers(compiler: SnapshotCompiler) {
  const { collections, clients } = compiler.table;
  const found = ["x.test", "w.test", "y.test", "elsewhere"].flatMap((host) =>
    ["/a/b/p", "/a/p", "/a/b/1", "/p", "/"].map((path) => {
      const match = collections.find(path, host);
      const node = match?.collection.tree?.find(path, match.offset);
      const routes = [...(node?.endpoint.methods ?? [])].map(([method, { kind, proxyId }]) => [
        method,
        kind,
        proxyId,
      ]);
      const { id, denied, cors } = match?.collection ?? {};
      // Which of two denied ones is told of depends on which came first.
      return { host, path, id: denied === undefined ? id : "denied", cors: cors !== undefined, routes };
    }),
  );
  return {
    ...{ found, hasCors: collections.hasCors, missing: compiler.missingEnv().toSorted() },
    checked: compiler
      .healthTargets()
      .map(({ key: target }) => target)
      .toSorted(),
    limits: ids.map((id) => clients.get(id)?.limit),
  };
}

it("one change after another leads to the table that all of them at once lead to", () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { maxLength: 25 }), (versions) => {
      const [store, compiler] = [new EntityStore(gatewayEntities), newCompiler()];
      for (const [index, changes] of versions.entries())
        compiler.apply(store, store.apply(changes), index + 1);
      const [whole, fresh] = [new EntityStore(gatewayEntities), newCompiler()];
      fresh.apply(whole, whole.apply(versions.flat()), versions.length);
      expect(answers(compiler)).toEqual(answers(fresh));
    }),
    { numRuns: 300 },
  );
});

it("a table that is made in turns is the one that is made at once, and nothing of it shows before it is in force", async () => {
  const versions = fc.array(fc.array(change, { minLength: 1, maxLength: 5 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(versions, async (each) => {
      const [store, inTurns] = [new EntityStore(gatewayEntities), newCompiler()];
      const [other, atOnce] = [new EntityStore(gatewayEntities), newCompiler()];
      for (const [index, changes] of each.entries()) {
        const [before, shown] = [inTurns.table, told(inTurns)];
        const taken = store.apply(changes);
        await inTurns.prepare(store, taken, index + 1, Turns.shared());
        expect(inTurns.table).toBe(before);
        expect(told(inTurns)).toEqual(shown);
        inTurns.apply(store, taken, index + 1);
        atOnce.apply(other, other.apply(changes), index + 1);
        expect([answers(inTurns), told(inTurns)]).toEqual([answers(atOnce), told(atOnce)]);
      }
    }),
    { numRuns: 100 },
  );
});

it("changes that were prepared and then became more are compiled whole", async () => {
  const [store, compiler] = [new EntityStore(gatewayEntities), newCompiler()];
  const [one, other] = ids.map((id) => ({ id, name: "c", collectionIds: [], policyId: null, active: true }));
  if (one === undefined || other === undefined) throw new Error("no clients");
  const first = store.apply([put("client")(one)]);
  await compiler.prepare(store, first, 1, Turns.shared());
  const { clients } = compiler.apply(store, [...first, ...store.apply([put("client")(other)])], 2);
  expect([clients.get(one.id)?.id, clients.get(other.id)?.id]).toEqual([one.id, other.id]);
});

/** What is told beside the table. */
function told(compiler: SnapshotCompiler) {
  const targets = compiler.healthTargets().map(({ key: target }) => target);
  return { problems: compiler.problems(), missing: compiler.missingEnv(), targets };
}
