import type { DevJson } from "@zerq/test-kit/product";
import { Agent, request } from "undici";
import type { Moments } from "./propagation-table.ts";

/** Each on a connection of its own, so that every worker of the gateway is asked. */
const PROBES = 4;
/** Between two questions of a probe: asking without a pause would take the machine from what is measured. */
const PAUSE_MS = 4;

type Site = { collectionId: string; revision: number; path: string };

/**
 * Changes a collection's response header over HTTP, one change after another, and asks the gateway until
 * every probe has been answered with the new value.
 */
export async function measureProduct(dev: DevJson, changes: number): Promise<Moments[]> {
  const token = await accessToken(dev);
  const manage = async (method: "POST" | "PATCH", path: string, body: object, headers = {}) => {
    const answer = await request(`${dev.management.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    const json = (await answer.body.json()) as { id: string; revision: number };
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${JSON.stringify(json)}`);
    return json;
  };
  const collection = await manage("POST", "/collections", {
    name: "Propagation",
    basePath: "/propagation",
    targetEndpoint: dev.upstream.url,
    headers: marker(0),
    status: "published",
  });
  const proxy = {
    name: "echo",
    methods: ["GET"],
    path: "/echo",
    targetPath: "/v1/echo",
    status: "published",
  };
  await manage("POST", "/proxies", { ...proxy, collectionId: collection.id });
  const client = await createClient(collection.id, manage);
  const site: Site = {
    collectionId: collection.id,
    revision: collection.revision,
    path: "/propagation/echo",
  };
  const probes = Array.from({ length: PROBES }, () => new Agent({ connections: 1, pipelining: 1 }));
  const markerOf = async (probe: Agent) => {
    const answer = await request(`${dev.gateway.url}${site.path}`, { dispatcher: probe, headers: client });
    await answer.body.dump();
    return Number(answer.headers["x-marker"] ?? -1);
  };
  try {
    await Promise.all(probes.map((probe) => until(() => markerOf(probe), 0)));
    const measured: Moments[] = [];
    for (let n = 1; n <= changes; n += 1) {
      const effects = probes.map((probe) => until(() => markerOf(probe), n));
      const called = performance.now();
      const ifMatch = { "if-match": `"${site.revision}"` };
      const changed = await manage(
        "PATCH",
        `/collections/${site.collectionId}`,
        { headers: marker(n) },
        ifMatch,
      );
      const answered = performance.now();
      site.revision = changed.revision;
      measured.push({ called, answered, inEffect: Math.max(...(await Promise.all(effects))) });
    }
    return measured;
  } finally {
    await Promise.all(probes.map((probe) => probe.close()));
  }
}

function marker(value: number): object[] {
  return [{ name: "X-Marker", direction: "response", op: "set", value: { value: String(value) } }];
}

/** A client of its own that may call the collection: the demo's has a limit. @returns its identity headers */
async function createClient(
  collectionId: string,
  manage: (method: "POST", path: string, body: object) => Promise<object>,
): Promise<Record<string, string>> {
  const body = { name: "Propagation", email: "propagation@example.com", collectionIds: [collectionId] };
  const created = (await manage("POST", "/clients", body)) as {
    id: string;
    defaultProfile: { id: string; token: string };
  };
  const { id, token } = created.defaultProfile;
  return { "x-client-id": created.id, "x-profile-id": id, authorization: `Bearer ${token}` };
}

/** The moment at which an answer with the value, or a later one, had come. */
async function until(ask: () => Promise<number>, value: number): Promise<number> {
  const deadline = performance.now() + 10_000;
  while ((await ask()) < value) {
    if (performance.now() > deadline) throw new Error(`change ${value} has no effect after ten seconds`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return performance.now();
}

async function accessToken(dev: DevJson): Promise<string> {
  const user = dev.identityProvider.users.find(({ username }) => username === "modifier");
  const answer = await request(dev.identityProvider.tokenUrl, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({
      grant_type: "password",
      client_id: dev.identityProvider.cliClientId,
      username: "modifier",
      password: user?.password ?? "",
    }).toString(),
  });
  return ((await answer.body.json()) as { access_token: string }).access_token;
}
