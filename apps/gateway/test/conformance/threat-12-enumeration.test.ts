import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestCaller } from "../published-config.ts";
import { rawRequest, sendRaw } from "../raw-http.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { asCaller, expectRefusal } from "./expect-refusal.ts";

let gateway: TestGateway;
let callers: Record<string, TestCaller>;
beforeAll(async () => {
  gateway = await startTestGateway();
  const { config, client, collection } = gateway;
  const asleep = config.client({ active: false, collectionIds: [collection.id] });
  const profiles = {
    foreign: config.profile({ clientId: config.client().id }),
    asleep: config.profile({ clientId: asleep.id }),
    inactive: config.profile({ clientId: client.id, active: false }),
    expired: config.profile({ clientId: client.id, expiresAt: Date.now() - 1 }),
    denied: config.profile({ clientId: client.id, deniedIps: ["127.0.0.1"] }),
    none: config.profile({
      clientId: client.id,
      authType: "none",
      tokenVersions: [],
      allowedIps: ["10.0.0.1"],
    }),
    jwt: config.jwtProfile(client.id, [{ secret: "x".repeat(64) }]),
  };
  await gateway.publish(
    config.put("client", asleep),
    ...Object.values(profiles).map(({ profile }) => config.put("profile", profile)),
  );
  callers = Object.fromEntries(Object.entries(profiles).map(([name, { caller }]) => [name, caller]));
});
afterAll(() => gateway.stop());

const line = "GET /demo/accounts HTTP/1.1";
const unknown = "f".repeat(24);
const ids = (clientId: string, profileId: string, more: string[] = []) =>
  rawRequest(line, [`X-Client-ID: ${clientId}`, `X-Profile-ID: ${profileId}`, ...more]);

describe("before the credential is proved there is one answer", () => {
  it("whoever exists, in whatever state, and whatever was wrong", async () => {
    const { caller } = gateway;
    const attempts: [string, TestCaller][] = [
      ["a wrong token", caller],
      ["no such profile", { ...caller, profileId: unknown }],
      ["no such client", { ...caller, clientId: unknown }],
      ["nobody at all", { ...caller, clientId: unknown, profileId: unknown }],
      ...Object.entries(callers),
      ["a client's id as profile", { ...caller, profileId: caller.clientId }],
      ["swapped ids", { ...caller, clientId: caller.profileId, profileId: caller.clientId }],
    ];
    for (const [what, one] of attempts) {
      // A profile of type none is proved by its ids, and then by the address.
      if (what === "none") continue;
      await expectRefusal(gateway, asCaller({ ...one, token: "guess" }, line), { code: "unauthorized" });
    }
  });

  it("where a path leads, whether it exists or not", async () => {
    const seen = new Set<string>();
    for (const path of [
      "/demo/accounts",
      "/demo/nothing",
      "/nothing",
      "/mcp",
      "/.well-known/zerq/x",
      "/demo/items/1",
      "/",
    ])
      for (const method of ["GET", "POST", "DELETE"]) {
        const wrong = asCaller({ ...gateway.caller, token: "guess" }, `${method} ${path} HTTP/1.1`, [
          "Content-Length: 0",
        ]);
        const { head } = await expectRefusal(gateway, wrong, { code: "unauthorized" });
        seen.add(head.replace(/(x-request-id|date): .*/gi, ""));
      }
    expect([...seen]).toHaveLength(1);
  });

  it("a wrong token says nothing of a profile of type none but its own answer", async () => {
    const none = callers["none"] as TestCaller;
    await expectRefusal(gateway, ids(none.clientId, none.profileId), { code: "ip_not_allowed" });
    await expectRefusal(gateway, ids(unknown, none.profileId), { code: "missing_headers" });
    await expectRefusal(gateway, ids(none.clientId, unknown), { code: "missing_headers" });
  });
});

describe("an id is 24 hex digits and nothing else", () => {
  const odd = [
    '{"$ne":null}',
    '{"$gt":""}',
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "[object Object]",
    "undefined",
    "null",
    "0",
    "*",
    "A".repeat(24),
    "a".repeat(23),
    "a".repeat(25),
    "g".repeat(24),
    `${"a".repeat(24)}\t`.trim().concat(",b"),
    "' OR '1'='1",
    "../../x",
    "\xe4".repeat(24),
    "%61".repeat(8),
  ];
  it.each(odd)("X-Client-ID: %j", async (id) => {
    const { profileId, token } = gateway.caller;
    const bytes = ids(id, profileId, [`Authorization: Bearer ${token}`]);
    await expectRefusal(gateway, bytes, { code: "missing_headers", deny: /is no id/ });
  });

  it.each(odd)("X-Profile-ID: %j", async (id) => {
    const { clientId, token } = gateway.caller;
    const bytes = ids(clientId, id, [`Authorization: Bearer ${token}`]);
    await expectRefusal(gateway, bytes, { code: "missing_headers", deny: /is no id/ });
  });
});

it("the state of a client shows only to who has proved to be it", async () => {
  const expected = {
    asleep: "client_inactive",
    inactive: "profile_inactive",
    expired: "profile_expired",
    denied: "ip_not_allowed",
  } as const;
  for (const [name, code] of Object.entries(expected))
    await expectRefusal(gateway, asCaller(callers[name] as TestCaller, line), { code, deny: null });
  expect((await sendRaw(gateway.port, asCaller(gateway.caller, line))).status).toBe(200);
});
