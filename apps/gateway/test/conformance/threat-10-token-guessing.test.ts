import { Writable } from "node:stream";
import { createLogger } from "@zerq/logging/logger";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityOf, type TestCaller } from "../published-config.ts";
import { rawRequest, sendRaw } from "../raw-http.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { asCaller, expectRefusal } from "./expect-refusal.ts";

const lines: string[] = [];
let gateway: TestGateway;
let throttling: TestGateway;
beforeAll(async () => {
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const logger = createLogger({ service: "test", level: "debug", destination });
  [gateway, throttling] = await Promise.all([
    startTestGateway({ logger }),
    startTestGateway({ settings: { GATEWAY_AUTH_FAILURES: "5" } }),
  ]);
});
afterAll(() => Promise.all([gateway.stop(), throttling.stop()]));

const line = "GET /demo/accounts HTTP/1.1";
const send = (token: string, caller: TestCaller = gateway.caller) =>
  expectRefusal(gateway, asCaller({ ...caller, token }, line), { code: "unauthorized" });

describe("a guess is refused, and all of them alike", () => {
  const cut = (text: string, from: number, to: number, by: string) =>
    text.slice(0, from) + by + text.slice(to);
  it.each<[string, (token: string) => string]>([
    ["nothing", () => "x"],
    ["another secret", (token) => cut(token, -20, -10, "AAAAAAAAAA")],
    ["one character off", (token) => cut(token, -12, -11, token.at(-12) === "A" ? "B" : "A")],
    ["another checksum", (token) => cut(token, -1, token.length, token.at(-1) === "A" ? "B" : "A")],
    ["a shorter one", (token) => token.slice(0, -1)],
    ["a longer one", (token) => `${token}A`],
    ["its version alone", (token) => token.slice(0, 34)],
    ["another version", (token) => token.replace(/_tok_[0-9a-f]{24}/, `_tok_${"0".repeat(24)}`)],
    ["a version that is no id", (token) => token.replace(/_tok_[0-9a-f]{24}/, "_tok___proto__")],
    ["another prefix", (token) => token.replace("zerq_tok", "zerq_jwt")],
    ["another case", (token) => token.toUpperCase()],
    ["a space inside", (token) => token.replace("tok_", "tok_ ")],
    ["a comma and a second one", (token) => `${token},${token}`],
    ["a wildcard", () => "*"],
    ["4,000 characters", () => "A".repeat(4_000)],
  ])("%s", async (_what, change) => {
    await send(change(gateway.caller.token));
  });
});

it("a token that was rotated is dead at once, and so is a killed version", async () => {
  const { config, client } = gateway;
  const first = config.profile({ clientId: client.id });
  await gateway.publish(config.put("profile", first.profile));
  expect((await sendRaw(gateway.port, asCaller(first.caller, line))).status).toBe(200);
  const second = config.profile({ clientId: client.id, id: first.profile.id });
  await gateway.publish(config.put("profile", second.profile));
  await send(first.caller.token, first.caller);
  expect((await sendRaw(gateway.port, asCaller(second.caller, line))).status).toBe(200);
});

it("a token counts nowhere but in Authorization", async () => {
  const { authorization: _, ...ids } = identityOf(gateway.caller);
  const identity = Object.entries(ids).map(([name, value]) => `${name}: ${value}`);
  const { token } = gateway.caller;
  for (const [path, header] of [
    [`/demo/accounts?access_token=${token}`, "X-A: 1"],
    [`/demo/accounts?token=${token}`, "X-A: 1"],
    ["/demo/accounts", `X-API-Key: ${token}`],
    ["/demo/accounts", `Cookie: access_token=${token}`],
    ["/demo/accounts", `Authorization: Basic ${token}`],
    ["/demo/accounts", `Authorization: ${token}`],
  ] as const)
    await expectRefusal(gateway, rawRequest(`GET ${path} HTTP/1.1`, [...identity, header]), {
      code: "missing_headers",
    });
});

it("guessing is throttled by address and profile, and never locks out who holds the token", async () => {
  const guess = asCaller({ ...throttling.caller, token: "guess" }, line);
  for (let index = 0; index < 5; index += 1) await expectRefusal(throttling, guess, { code: "unauthorized" });
  for (let index = 0; index < 3; index += 1) {
    const { head } = await expectRefusal(throttling, guess, { code: "auth_throttled" });
    expect(head).toMatch(/retry-after: [1-9]/i);
    expect((await sendRaw(throttling.port, asCaller(throttling.caller, line))).status).toBe(200);
  }
  // Ids that don't exist are throttled in the same way.
  const nobody = asCaller({ ...throttling.caller, profileId: "f".repeat(24), token: "guess" }, line);
  for (let index = 0; index < 5; index += 1)
    await expectRefusal(throttling, nobody, { code: "unauthorized" });
  await expectRefusal(throttling, nobody, { code: "auth_throttled" });
});

it("no token is in the request log, in the service's log, in metrics or in an answer", async () => {
  const { token } = gateway.caller;
  const bad = `${token.slice(0, -10)}AAAAAAAAAA`;
  const answers = [
    await sendRaw(gateway.port, asCaller(gateway.caller, line)),
    await sendRaw(gateway.port, asCaller({ ...gateway.caller, token: bad }, line)),
    await sendRaw(gateway.port, asCaller(gateway.caller, `GET /demo/nothing?token=${token} HTTP/1.1`)),
  ];
  const id = /x-request-id: (\S+)/i.exec(answers[2]?.head ?? "")?.[1] ?? "";
  await gateway.entryOf(id);
  const everything = JSON.stringify([
    answers,
    await gateway.entries(),
    lines,
    await gateway.registry.metrics(),
  ]);
  for (const secret of [token, bad, token.slice(34)]) expect(everything).not.toContain(secret);
});
