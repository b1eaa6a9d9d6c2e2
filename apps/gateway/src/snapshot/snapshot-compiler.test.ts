import { createRevocationSources } from "@zerq/auth/certificates/revocation-sources";
import { createKeySources } from "@zerq/auth/key-sources";
import { randomId } from "@zerq/crypto/random";
import { randomKey } from "@zerq/crypto/secret-key";
import type { EntityChange } from "@zerq/plane-protocol/delta";
import { EntityStore } from "@zerq/plane-protocol/entity-store";
import { gatewayEntities } from "@zerq/plane-protocol/gateway-entities";
import { beforeEach, describe, expect, it } from "vitest";
import { parseIpAddress } from "../address/ip-address.ts";
import { createSecretOpener } from "./secret-opener.ts";
import { ShardedMap } from "./sharded-map.ts";
import { SnapshotCompiler } from "./snapshot-compiler.ts";

let store: EntityStore;
let compiler: SnapshotCompiler;
let version = 0;

beforeEach(() => {
  store = new EntityStore(gatewayEntities);
  const onProblem = () => undefined;
  const sources = {
    keys: createKeySources({ fetch, onProblem }),
    revocation: createRevocationSources({ fetch, onProblem, onChange: onProblem }),
  };
  compiler = new SnapshotCompiler(
    createSecretOpener(randomKey(), "default", () => undefined),
    sources,
  );
  version = 0;
});

function apply(...changes: EntityChange[]) {
  version += 1;
  return compiler.apply(store, store.apply(changes), version);
}

const put = (kind: string, entity: { id: string }): EntityChange => ({
  op: "put",
  kind,
  id: entity.id,
  entity,
});
const collection = (basePath: string, more: object = {}) => ({
  id: randomId(),
  name: "c",
  basePath,
  targetEndpoint: "http://upstream.test",
  timeouts: {},
  forwardIdentity: false,
  credentialId: null,
  headers: [],
  maxBodyBytes: null,
  status: "published",
  ...more,
});
const proxy = (collectionId: string, path: string, more: object = {}) => ({
  id: randomId(),
  collectionId,
  name: "p",
  methods: ["GET"],
  path,
  handler: { kind: "forward", targetPath: "/" },
  headers: [],
  credentialId: null,
  timeouts: {},
  maxBodyBytes: null,
  streaming: false,
  status: "published",
  ...more,
});
const client = (more: object = {}) => ({
  id: randomId(),
  name: "c",
  collectionIds: [],
  policyId: null,
  active: true,
  ...more,
});
const profile = (clientId: string) => ({
  id: randomId(),
  clientId,
  authType: "token",
  tokenVersions: [],
  allowedMethods: [],
  allowedIps: [],
  deniedIps: [],
  active: true,
  expiresAt: null,
});

function kindAt(path: string): string | undefined {
  const found = compiler.table.collections.find(path);
  if (found === undefined) return undefined;
  if (found.collection.tree === undefined) return "denied";
  return found.collection.tree.find(path, found.offset)?.endpoint.methods.get("GET")?.kind;
}

describe("a new table", () => {
  it("shares with the last one everything that hasn't changed", () => {
    const [a, b] = [collection("/a"), collection("/b")];
    const own = client();
    const before = apply(
      put("collection", a),
      put("collection", b),
      put("proxy", proxy(a.id, "/x")),
      put("client", own),
      put("profile", profile(own.id)),
    );
    const treeOf = (table: typeof before, path: string) => table.collections.find(path)?.collection.tree;
    const afterProfile = apply(put("profile", profile(own.id)));
    expect(afterProfile).not.toBe(before);
    expect(afterProfile.collections).toBe(before.collections);
    expect(afterProfile.clients).toBe(before.clients);
    const afterProxy = apply(put("proxy", proxy(a.id, "/y")));
    expect(treeOf(afterProxy, "/a")).not.toBe(treeOf(before, "/a"));
    expect(treeOf(afterProxy, "/b")).toBe(treeOf(before, "/b"));
    expect(afterProxy.profiles).toBe(afterProfile.profiles);
    expect(treeOf(before, "/a")?.find("/y", 0)).toBeUndefined();
  });

  it("follows a policy into every client that has it", () => {
    const policy = {
      id: randomId(),
      active: true,
      rateLimit: { max: 5, interval: "1m" },
      onLimiterFailure: "share",
    };
    const own = client({ policyId: policy.id });
    apply(put("client", own));
    expect(compiler.table.clients.get(own.id)?.limit.kind).toBe("invalid");
    apply(put("policy", policy));
    expect(compiler.table.clients.get(own.id)?.limit).toMatchObject({
      kind: "limited",
      rate: { key: own.id, max: 5, windowMs: 60_000 },
      quota: undefined,
    });
    apply(put("policy", { ...policy, quota: { max: 9, interval: "7d" } } as { id: string }));
    expect(compiler.table.clients.get(own.id)?.limit).toMatchObject({
      quota: { key: own.id, max: 9, interval: "7d" },
      policyHeader: '"rate";q=5;w=60, "quota";q=9;w=604800',
    });
    apply(put("policy", { ...policy, rateLimit: null } as { id: string }));
    expect(compiler.table.clients.get(own.id)?.limit.kind).toBe("none");
    apply({ op: "delete", kind: "policy", id: policy.id });
    expect(compiler.table.clients.get(own.id)?.limit.kind).toBe("invalid");
  });

  it("compiles 10,000 profiles and 500 collections quickly, and one more profile in no time", () => {
    const collections = Array.from({ length: 500 }, (_, index) => collection(`/c${index}`));
    const proxies = collections.flatMap(({ id }) =>
      Array.from({ length: 4 }, (_, index) => proxy(id, `/p${index}`)),
    );
    const profiles = Array.from({ length: 10_000 }, () => profile(randomId()));
    apply(
      ...collections.map((entity) => put("collection", entity)),
      ...proxies.map((entity) => put("proxy", entity)),
      ...profiles.map((entity) => put("profile", entity)),
    );
    const start = performance.now();
    for (let round = 0; round < 100; round += 1) apply(put("profile", profile(randomId())));
    expect((performance.now() - start) / 100).toBeLessThan(15);
    expect(compiler.table.profiles.size).toBe(10_100);
    expect(kindAt("/c499/p3")).toBe("forward");
  });
});

describe("what can't be compiled is denied in its place", () => {
  it.each<[string, object]>([
    ["an unknown handler", { handler: { kind: "workflow" } }],
    ["a path outside of the grammar", { path: "/a/*/b" }],
    ["a target path with an unknown parameter", { handler: { kind: "forward", targetPath: "/{x}" } }],
    ["no target path", { handler: { kind: "forward" } }],
    ["a credential that isn't there", { credentialId: randomId() }],
    ["an unknown field", { novelty: 1 }],
  ])("a proxy with %s", (_what, wrong) => {
    const own = collection("/a");
    apply(
      put("collection", own),
      put("proxy", proxy(own.id, "/*")),
      put("proxy", proxy(own.id, "/x", wrong)),
    );
    const place = "path" in wrong ? "/a/anything" : "/a/x";
    expect(kindAt(place)).toBe("denied");
    expect(compiler.problems().length).toBeGreaterThan(0);
  });

  it.each<[string, object]>([
    ["a target that is no URL", { targetEndpoint: "nonsense" }],
    ["a target of another scheme", { targetEndpoint: "ftp://x" }],
    ["a target with a query", { targetEndpoint: "http://x/?a" }],
    ["an unknown field", { cors: {} }],
    ["hosts that can't be read", { hosts: ["a.test:80"] }],
    ["hosts that are none", { hosts: 7 }],
  ])("everything below a collection with %s", (_what, wrong) => {
    const [wide, own] = [collection("/"), collection("/a", wrong)];
    apply(
      put("collection", wide),
      put("proxy", proxy(wide.id, "/*")),
      put("collection", own),
      put("proxy", proxy(own.id, "/x")),
    );
    expect([kindAt("/a/x"), kindAt("/a/other"), kindAt("/b")]).toEqual(["denied", "denied", "forward"]);
  });

  it("what a collection served before, when its base path can't be read any more", () => {
    const own = collection("/a");
    apply(put("collection", own), put("proxy", proxy(own.id, "/x")));
    apply(put("collection", { id: own.id, basePath: 7 } as { id: string }));
    expect(kindAt("/a/x")).toBe("denied");
  });

  it("two collections with one base path", () => {
    const [a, b] = [collection("/a"), collection("/a")];
    apply(put("collection", a), put("collection", b));
    expect(kindAt("/a")).toBe("denied");
    apply({ op: "delete", kind: "collection", id: b.id });
    expect(compiler.table.collections.find("/a")?.collection).toMatchObject({ id: a.id, denied: undefined });
  });

  it("a collection with a reserved base path", () => {
    apply(put("collection", collection("/mcp")));
    expect(compiler.problems()[0]?.reason).toContain("reserved");
  });

  it("but not a draft, whatever it holds", () => {
    const own = collection("/a");
    apply(put("collection", own), put("proxy", proxy(own.id, "/x", { status: "draft", novelty: 1 })));
    expect([kindAt("/a/x"), compiler.problems().length]).toEqual([undefined, 1]);
  });
});

describe("the global deny list", () => {
  const settings = (deniedIps: unknown) => put("settings", { id: "settings", deniedIps } as { id: string });
  const isDenied = (text: string) => {
    const address = parseIpAddress(text);
    return address !== undefined && compiler.table.deniedAddresses.has(address);
  };

  it("denies everybody when the first one can't be read, and what it did before when a later one can't", () => {
    apply(settings(["nonsense"]));
    expect(isDenied("1.2.3.4")).toBe(true);
    apply(settings(["10.0.0.0/8"]));
    expect([isDenied("1.2.3.4"), isDenied("10.0.0.1")]).toEqual([false, true]);
    apply(settings(7));
    expect([isDenied("1.2.3.4"), isDenied("10.0.0.1")]).toEqual([false, true]);
    expect(compiler.problems()).toHaveLength(1);
  });
});

it("keeps a map's earlier versions as they were", () => {
  const [a, b] = [randomId(), randomId()];
  const one = ShardedMap.empty<number>().with(new Map([[a, 1]]));
  const two = one.with(
    new Map([
      [a, 2],
      [b, 3],
    ]),
  );
  const three = two.with(new Map([[a, undefined]]));
  expect([one.get(a), two.get(a), three.get(a), three.get(b)]).toEqual([1, 2, undefined, 3]);
  expect([one.size, two.size, three.size, [...three.values()]]).toEqual([1, 2, 1, [3]]);
});
