import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { generateSigningKeys } from "@zerq/crypto/signing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apiCaller, type Call } from "./api-caller.ts";
import { type GatewayProcess, startGateway } from "./gateway-process.ts";
import { create, type Resource } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

type Client = Resource & { defaultProfile: { id: string; token: string } };

const signingKeys = generateSigningKeys();
const gateways = new Map<string, GatewayProcess>();
let management: StartedManagement;
let upstream: Server;
let call: Call;

beforeAll(async () => {
  upstream = createServer((request, response) => response.end(request.url));
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  management = await startTestManagement({
    GATEWAY_GROUPS: "default, dmz",
    CONFIG_SIGNING_KEY: signingKeys.privateKey,
  });
  const { SNAPSHOT_KEY = "", REDIS_URL = "" } = management.environment;
  for (const group of ["default", "dmz"]) {
    const own = { SNAPSHOT_KEY, REDIS_URL, CONFIG_VERIFY_KEYS: signingKeys.publicKey, GATEWAY_GROUP: group };
    gateways.set(group, await startGateway(own));
  }
  call = await apiCaller(management, "modifier");
}, 120_000);

afterAll(async () => {
  await Promise.all([...gateways.values()].map((gateway) => gateway.stop()));
  await management?.stop();
  upstream?.close();
});

async function groupsAlive(): Promise<string[]> {
  const { body } = await call<{ items: { group: string }[] }>("GET", "/gateways");
  return body.items.map(({ group }) => group).sort();
}

async function publish(name: string, gatewayGroups: string[]): Promise<Resource> {
  const { port } = upstream.address() as AddressInfo;
  const collection = await create(call, "collections", {
    ...{ name, basePath: `/${name}`, targetEndpoint: `http://127.0.0.1:${port}` },
    ...{ gatewayGroups, status: "published" },
  });
  const proxy = { name, collectionId: collection.id, methods: ["GET"], path: "/a", targetPath: "/a" };
  await create(call, "proxies", { ...proxy, status: "published" });
  return collection;
}

async function partnerOf(collections: readonly Resource[]): Promise<Client> {
  const collectionIds = collections.map(({ id }) => id);
  const body = { name: "Partner", email: "a@example.com", collectionIds };
  const made = await call<Client>("POST", "/clients?wait=applied", body);
  expect(made.headers.get("zerq-config-applied")).toBe("2/2");
  return made.body;
}

async function statusAt(group: string, path: string, { id, defaultProfile }: Client): Promise<number> {
  const answer = await fetch(`${gateways.get(group)?.url}${path}`, {
    headers: {
      "x-client-id": id,
      "x-profile-id": defaultProfile.id,
      authorization: `Bearer ${defaultProfile.token}`,
    },
  });
  await answer.text();
  return answer.status;
}

it("shows the group of each gateway", async () => {
  await expect.poll(groupsAlive, { timeout: 30_000 }).toEqual(["default", "dmz"]);
  for (const gateway of gateways.values()) {
    const status = () => gateway.readiness();
    await expect.poll(status, { timeout: 30_000 }).toBe(200);
  }
});

it("serves a collection on the gateways of its groups and on no others, also when it moves", async () => {
  const inner = await publish("inner", ["default"]);
  const outer = await publish("outer", ["dmz"]);
  const everywhere = await publish("everywhere", ["dmz", "default"]);
  const partner = await partnerOf([inner, outer, everywhere]);
  const stranger = await partnerOf([inner]);
  const statuses = (client: Client) =>
    Promise.all(
      ["default", "dmz"].map(
        async (group) =>
          [
            await statusAt(group, "/inner/a", client),
            await statusAt(group, "/outer/a", client),
            await statusAt(group, "/everywhere/a", client),
          ] as const,
      ),
    );
  expect(await statuses(partner)).toEqual([
    [200, 404, 200],
    [404, 200, 200],
  ]);
  // A client without any collection in a group is not known there at all.
  expect((await statuses(stranger))[1]).toEqual([401, 401, 401]);
  const moved = await call(
    "PATCH",
    `/collections/${outer.id}?wait=applied`,
    { gatewayGroups: ["default"] },
    { "if-match": `"${outer.revision}"` },
  );
  expect([moved.status, moved.headers.get("zerq-config-applied")]).toEqual([200, "2/2"]);
  expect(await statuses(partner)).toEqual([
    [200, 200, 200],
    [404, 404, 200],
  ]);
});

it("has a credential tried by a gateway that holds it, and by no other", async () => {
  const { body } = await call<{ items: { group: string; instanceId: string }[] }>("GET", "/gateways");
  const instanceOf = (group: string) => body.items.find((one) => one.group === group)?.instanceId;
  const { port } = upstream.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const credentials = [
    ["dmz", { gatewayGroups: ["dmz"] }],
    ["default", { gatewayGroups: ["default"] }],
    // Nothing uses this one yet.
    ["default", undefined],
  ] as const;
  for (const [group, use] of credentials) {
    const { id } = await create(call, "credentials", { origins: [origin] });
    const collection = { targetEndpoint: origin, credentialId: id, ...use };
    if (use !== undefined) await create(call, "collections", collection);
    // One by chance would be the right one too: more than once it would not.
    for (let times = 0; times < 3; times += 1) {
      const tested = await call<{ gateway: string }>("POST", `/credentials/${id}/test`, {});
      expect([tested.status, tested.body.gateway]).toEqual([200, instanceOf(group)]);
    }
  }
});

it("shows how far each group's chain is published", async () => {
  const made = await call("POST", "/policies", { name: "Any", rateLimit: { max: 1, interval: "1m" } });
  const version = made.headers.get("zerq-config-version");
  const text = async () => (await fetch(`${management.operationsUrl}/metrics`)).text();
  for (const audience of ["gateway:default", "gateway:dmz", "portal"])
    await expect.poll(text).toContain(`zerq_published_version{audience="${audience}"} ${version}\n`);
});

it("refuses a collection of a group that nobody has declared, in whichever way it comes", async () => {
  const sample = { name: "x", basePath: "/x", targetEndpoint: "http://127.0.0.1:9" };
  const named = { ...sample, gatewayGroups: ["default", "eu"] };
  const made = await call<{ details: object[] }>("POST", "/collections", named);
  expect([made.status, made.body.details]).toEqual([
    400,
    [
      {
        path: "gatewayGroups.1",
        code: "unknown_group",
        message: "is not a declared gateway group; declared are default, dmz",
      },
    ],
  ]);
  const document = { managedBy: "ci", collections: [{ key: "x", ...named }] };
  const applied = await call<{ details: { code: string }[] }>("POST", "/config/apply", document);
  expect([applied.status, applied.body.details?.[0]?.code]).toEqual([400, "unknown_group"]);
});
