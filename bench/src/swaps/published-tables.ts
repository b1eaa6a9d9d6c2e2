import { randomId } from "@zerq/crypto/random";
import type { PublishedConfig, TestCaller } from "../../../apps/gateway/test/published-config.ts";

const COLLECTIONS = 20;
const PROXIES_EACH = 20;
const CLIENTS = 200;

export type PublishedTables = {
  caller: TestCaller;
  /** A known profile with a token of another. */
  intruder: TestCaller;
  path: string;
  /** Publishes the next table: the marker on the answers is its number, and one more entity is another. */
  next(): Promise<number>;
};

/** A config of the size of a small company, of which every change is a swap of the whole routing table. */
export async function publishTables(config: PublishedConfig, upstreamUrl: string): Promise<PublishedTables> {
  const collections = Array.from({ length: COLLECTIONS }, (_, index) =>
    config.collection({ basePath: `/collection-${index}`, targetEndpoint: upstreamUrl }),
  );
  const [marked] = collections;
  if (marked === undefined) throw new Error("there is no collection");
  const proxies = collections.flatMap(({ id: collectionId }) =>
    Array.from({ length: PROXIES_EACH }, (_, index) =>
      config.proxy({
        collectionId,
        path: `/endpoint-${index}/{id}`,
        handler: { kind: "forward", targetPath: "/v1/accounts" },
      }),
    ),
  );
  const clients = Array.from({ length: CLIENTS }, () => config.client({ collectionIds: [marked.id] }));
  const profiles = clients.map(({ id }) => config.profile({ clientId: id }));
  const [caller, other] = profiles.map((made) => made.caller);
  if (caller === undefined || other === undefined) throw new Error("there are no callers");
  await config.publish(
    ...collections.map((entity) => config.put("collection", entity)),
    ...proxies.map((entity) => config.put("proxy", entity)),
    ...clients.map((entity) => config.put("client", entity)),
    ...profiles.map(({ profile }) => config.put("profile", profile)),
  );
  let changes = 0;

  /** In turns a proxy that is changed, a profile that comes, and one that goes: the maps of a table must not grow by that. */
  function another() {
    const proxy = proxies[changes % proxies.length];
    if (changes % 3 === 0 && proxy !== undefined)
      return config.put("proxy", { ...proxy, timeouts: { headersMs: 10_000 + changes } } as { id: string });
    if (changes % 3 === 1) {
      passing = config.profile({ id: randomId(), clientId: caller?.clientId ?? "" }).profile;
      return config.put("profile", passing);
    }
    return config.remove("profile", passing?.id ?? randomId());
  }
  let passing: { id: string } | undefined;

  return {
    caller,
    intruder: { ...caller, token: other.token },
    path: "/collection-0/endpoint-0/1",
    async next() {
      changes += 1;
      const headers = config.rules("collection", marked.id, [
        { name: "X-Marker", direction: "response", op: "set", value: String(changes) },
      ]);
      await config.publish(config.put("collection", { ...marked, headers } as { id: string }), another());
      return changes;
    },
  };
}
