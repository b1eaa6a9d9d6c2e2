import { once } from "node:events";
import { Agent, createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { deltaChannel } from "@zerq/plane-protocol/channels";
import jsonwebtoken from "jsonwebtoken";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityOf, type TestCaller } from "../../test/published-config.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

const upstream = createServer((incoming, response) => {
  opened.push(response);
  incoming.on("error", () => undefined);
  if (incoming.url?.endsWith("/silent") === true) return;
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write("data: 1\n\n");
});
const opened: ServerResponse[] = [];
const silent = { kind: "forward", targetPath: "/silent" } as const;
let gateway: TestGateway;

beforeAll(async () => {
  upstream.listen(0, "127.0.0.1");
  await once(upstream, "listening");
  const { port } = upstream.address() as AddressInfo;
  gateway = await startTestGateway({
    upstream: { url: `http://127.0.0.1:${port}`, port, requests: [], stop: async () => undefined },
  });
});
afterAll(async () => {
  await gateway.stop();
  upstream.closeAllConnections();
  upstream.close();
});

async function freshCaller() {
  const { config, collection } = gateway;
  const client = config.client({ collectionIds: [collection.id] });
  const { profile, caller } = config.profile({ clientId: client.id });
  await gateway.publish(config.put("client", client), config.put("profile", profile));
  return { client, profile, caller };
}

async function openStream(
  caller: TestCaller,
  path = "/demo/accounts",
  requestId = "",
): Promise<IncomingMessage> {
  const headers = { ...identityOf(caller), ...(requestId === "" ? {} : { "x-request-id": requestId }) };
  const outgoing = get({ host: "127.0.0.1", port: gateway.port, path, headers, agent: false });
  outgoing.on("error", () => undefined);
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  answer.on("error", () => undefined);
  return answer;
}

describe("a stream that is open", () => {
  type Change = (who: Awaited<ReturnType<typeof freshCaller>>) => Parameters<TestGateway["publish"]>;
  it.each<[string, string, Change]>([
    [
      "its token is rotated",
      "unauthorized",
      ({ profile }) => {
        const next = gateway.config.profile({ clientId: profile.clientId, id: profile.id });
        return [gateway.config.put("profile", next.profile)];
      },
    ],
    [
      "its profile is removed",
      "unauthorized",
      ({ profile }) => [gateway.config.remove("profile", profile.id)],
    ],
    [
      "its profile is made inactive",
      "profile_inactive",
      ({ profile }) => [gateway.config.put("profile", Object.assign({}, profile, { active: false }))],
    ],
    ["its client is removed", "unauthorized", ({ client }) => [gateway.config.remove("client", client.id)]],
    [
      "its client is made inactive",
      "client_inactive",
      ({ client }) => [gateway.config.put("client", Object.assign({}, client, { active: false }))],
    ],
    [
      "its client loses the collection",
      "collection_access_denied",
      ({ client }) => [gateway.config.put("client", Object.assign({}, client, { collectionIds: [] }))],
    ],
  ])("is cut off when %s (%s), and so is the upstream's end", async (what, error, changes) => {
    const who = await freshCaller();
    const requestId = what.replaceAll(" ", "-");
    const stream = await openStream(who.caller, "/demo/accounts", requestId);
    await once(stream, "data");
    const upstreamEnd = opened.at(-1);
    const gone =
      upstreamEnd === undefined ? Promise.reject(new Error("no upstream")) : once(upstreamEnd, "close");
    const cut = new Promise((resolve) => stream.on("close", resolve));
    await gateway.publish(...changes(who));
    await cut;
    await gone;
    expect(stream.complete).toBe(false);
    const entry = await gateway.entryOf(requestId);
    expect(entry).toMatchObject({ status: 200, error });
    expect(entry.deny).toContain("under way");
  });

  it("goes on when something else about its caller changes", async () => {
    const { caller, profile, client } = await freshCaller();
    const { config } = gateway;
    const stream = await openStream(caller);
    await once(stream, "data");
    await gateway.publish(
      config.put("profile", Object.assign({}, profile, { allowedMethods: ["GET"] })),
      config.put("client", Object.assign({}, client, { name: "renamed" })),
    );
    opened.at(-1)?.write("data: 2\n\n");
    expect(String((await once(stream, "data"))[0])).toBe("data: 2\n\n");
    stream.destroy();
  });
});

describe("a stream of a profile without a token", () => {
  const secret = "the-secret-of-the-profile-".repeat(4);
  const token = jsonwebtoken.sign({}, secret, { expiresIn: 60 });
  const published = async (made: ReturnType<TestGateway["config"]["jwtProfile"]>) => {
    await gateway.publish(gateway.config.put("profile", made.profile));
    return { profile: made.profile, caller: { ...made.caller, token } };
  };
  const jwt = () => published(gateway.config.jwtProfile(gateway.client.id, [{ secret }]));
  const none = () =>
    published(
      gateway.config.profile({
        clientId: gateway.client.id,
        authType: "none",
        tokenVersions: [],
        allowedIps: ["127.0.0.1"],
      }),
    );
  type Made = Awaited<ReturnType<typeof jwt>>;

  it.each<[string, () => Promise<Made>, (made: Made) => object]>([
    [
      "the secret is rotated",
      jwt,
      ({ profile }) =>
        gateway.config.jwtProfile(gateway.client.id, [{ secret: `${secret}2` }], {}, profile.id).profile,
    ],
    ["the rules change", jwt, ({ profile }) => ({ ...profile, jwt: { ...profile.jwt, audience: "zerq" } })],
    ["the type changes", none, ({ profile }) => ({ ...profile, authType: "token" })],
  ])("is cut off when %s", async (_what, make, change) => {
    const made = await make();
    const stream = await openStream(made.caller);
    await once(stream, "data");
    const cut = new Promise((resolve) => stream.on("close", resolve));
    await gateway.publish(gateway.config.put("profile", change(made) as { id: string }));
    await cut;
    expect(stream.complete).toBe(false);
  });

  it.each([
    ["jwt", jwt],
    ["none", none],
  ])("goes on when something else about a %s profile changes", async (_type, make) => {
    const { profile, caller } = await make();
    const stream = await openStream(caller);
    await once(stream, "data");
    const changed = Object.assign({}, profile, { allowedMethods: ["GET"] });
    await gateway.publish(gateway.config.put("profile", changed));
    opened.at(-1)?.write("data: 2\n\n");
    expect(String((await once(stream, "data"))[0])).toBe("data: 2\n\n");
    stream.destroy();
  });
});

it("is answered once, however many changes come at once, and its connection stays", async () => {
  const { profile, caller } = await freshCaller();
  const { config, collection } = gateway;
  await gateway.publish(
    config.put("proxy", config.proxy({ collectionId: collection.id, path: "/twice", handler: silent })),
  );
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (path: string, by: TestCaller) =>
    get({ host: "127.0.0.1", port: gateway.port, path, headers: identityOf(by), agent });
  const arrived = once(upstream, "request");
  const killed = ask("/demo/twice", caller);
  await arrived;
  const kill = config.nextDelta([config.remove("profile", profile.id)]);
  const another = config.nextDelta([config.put("client", config.client())]);
  // One packet, so that both are applied in one go.
  const channel = deltaChannel(config.audience);
  await config.redis.multi().publish(channel, kill).publish(channel, another).exec();
  const [refused] = (await once(killed, "response")) as [IncomingMessage];
  refused.resume();
  await once(refused, "end");
  const next = ask("/healthz", caller);
  const [answer] = (await once(next, "response")) as [IncomingMessage];
  expect([refused.statusCode, answer.statusCode, next.reusedSocket]).toEqual([401, 200, true]);
  agent.destroy();
});

type Kill = (who: Awaited<ReturnType<typeof freshCaller>>) => Parameters<TestGateway["publish"]>;
it.each<[string, number, string, Kill]>([
  [
    "profile is removed",
    401,
    "unauthorized",
    ({ profile }) => [gateway.config.remove("profile", profile.id)],
  ],
  [
    "client is made inactive",
    403,
    "client_inactive",
    ({ client }) => [gateway.config.put("client", Object.assign({}, client, { active: false }))],
  ],
])(
  "a request that has no answer yet when its %s is answered %i as the next one is",
  async (_what, status, error, kill) => {
    const who = await freshCaller();
    const { config, collection } = gateway;
    const silent = config.proxy({
      collectionId: collection.id,
      path: "/silent",
      handler: { kind: "forward", targetPath: "/silent" },
    });
    await gateway.publish(config.put("proxy", silent));
    const reached = once(upstream, "request");
    const answer = openStream(who.caller, "/demo/silent");
    await reached;
    await gateway.publish(...kill(who));
    expect((await answer).statusCode).toBe(status);
    const next = await gateway.call("/demo/silent", {}, who.caller);
    expect([next.status, ((await next.json()) as { error: string }).error]).toEqual([status, error]);
    await gateway.publish(config.remove("proxy", silent.id));
  },
);
