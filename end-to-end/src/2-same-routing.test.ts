import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CompiledCollection } from "../../apps/gateway/src/snapshot/compile-collection.ts";
import { HostIndex } from "../../apps/gateway/src/snapshot/host-index.ts";
import { placeCollections } from "../../apps/gateway/src/snapshot/place-collections.ts";
import type { CollectionPlace } from "../../apps/management/src/resources/widenings/collection-place.ts";
import { trafficOf } from "../../apps/management/src/resources/widenings/traffic.ts";

const groups = ["default", "dmz"];
const patterns = ["x", "a.x", "b.a.x", "*.x", "*.a.x", "*.b.a.x"];
const basePaths = ["/", "/p", "/p/q", "/p/q/r", "/pq", "/s"];

/** Every way in which these patterns and paths can be told apart, and some in which they can't. */
const hosts = ["x", "a.x", "z.x", "b.a.x", "z.a.x", "z.b.a.x", "y.z.x", "elsewhere.y", "A.X:8443", "a.x."];
const paths = [...basePaths, "/p/", "/p/q/r/t", "/p/qq", "/pp", "/t", "/s/p"];
const requests = groups.flatMap((group) =>
  hosts.flatMap((host) => paths.map((path) => ({ group, host, path }))),
);

const place = fc.record({
  hosts: fc.uniqueArray(fc.constantFrom(...patterns), { maxLength: 3 }),
  basePath: fc.constantFrom(...basePaths),
  groups: fc.uniqueArray(fc.constantFrom(...groups), { minLength: 1 }),
  isPublished: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
});

const asCollection = (id: string, fields: Omit<CollectionPlace, "id" | "key" | "name">): CollectionPlace => ({
  id,
  key: id,
  name: id,
  ...fields,
});

/** Management refuses two collections with one host and base path, drafts too. */
function areApart(collections: readonly CollectionPlace[]): boolean {
  const claimed = collections.flatMap((one) =>
    (one.hosts.length === 0 ? [""] : one.hosts).map((host) => host + one.basePath),
  );
  return new Set(claimed).size === claimed.length;
}

/** As the gateways of a group route: what isn't published, or is of other groups, they don't know. */
function gatewayOf(group: string, collections: readonly CollectionPlace[]): HostIndex {
  const served = collections.filter((one) => one.isPublished && one.groups.includes(group));
  const compiled = served.map(({ id, hosts, basePath }) => ({ id, hosts, basePath }) as CompiledCollection);
  return HostIndex.of(placeCollections(compiled, (id, reason) => expect.fail(`${id}: ${reason}`)));
}

type Change = { before: CollectionPlace | null; after: CollectionPlace | null };

/** What really moves: each request that one collection gets before the change and another one after it. */
function movedAtGateways({ before, after }: Change, others: readonly CollectionPlace[]): string[] {
  const at = (changed: CollectionPlace | null) => {
    const all = changed === null ? others : [...others, changed];
    return new Map(groups.map((group) => [group, gatewayOf(group, all)]));
  };
  const [then, now] = [at(before), at(after)];
  const moved = requests.flatMap(({ group, host, path }) => {
    const from = then.get(group)?.find(path, host)?.collection.id;
    const to = now.get(group)?.find(path, host)?.collection.id;
    if (from === undefined || to === undefined || from === to) return [];
    return [to === "changed" ? `takes ${from}` : `gives ${to}`];
  });
  return [...new Set(moved)].toSorted();
}

const situation = fc
  .record({
    others: fc.array(place, { minLength: 2, maxLength: 6 }),
    before: fc.option(place, { freq: 3 }),
    after: fc.option(place, { freq: 3 }),
  })
  .map(({ others, before, after }) => ({
    others: others.map((fields, index) => asCollection(`other-${index}`, fields)),
    before: before && asCollection("changed", before),
    after: after && asCollection("changed", after),
  }))
  .filter(({ others, before, after }) =>
    [before, after].every((one) => areApart(one === null ? others : [...others, one])),
  );

describe("what management says of requests that a change moves", () => {
  it("is what gateways do with them, whatever the collections are", () => {
    let withMoves = 0;
    fc.assert(
      fc.property(situation, ({ others, before, after }) => {
        const told = trafficOf({ before, after }, others)
          .filter(({ kind }) => kind === "takes" || kind === "gives")
          .map(({ kind, other }) => `${kind} ${other.id}`);
        const moved = movedAtGateways({ before, after }, others);
        if (moved.length > 0) withMoves += 1;
        expect(told.toSorted()).toEqual(moved);
      }),
      { numRuns: 2_000 },
    );
    // Of changes that move nothing, agreement says little.
    expect(withMoves).toBeGreaterThan(200);
  });

  it("names collections that lie within each other although nothing moves", () => {
    const other = asCollection("other", {
      hosts: [],
      basePath: "/p",
      groups: ["default"],
      isPublished: false,
    });
    const near = { hosts: [], groups: ["default"], isPublished: true };
    const kindsOf = (basePath: string, more: object = {}) =>
      trafficOf({ before: null, after: asCollection("changed", { ...near, basePath, ...more }) }, [
        other,
      ]).map(({ kind }) => kind);
    expect(kindsOf("/p/q")).toEqual(["before"]);
    expect(kindsOf("/")).toEqual(["behind"]);
    expect(kindsOf("/", { hosts: ["a.x"] })).toEqual(["before"]);
    expect(kindsOf("/pq")).toEqual([]);
    expect(kindsOf("/p/q", { groups: ["dmz"] })).toEqual([]);
  });
});
