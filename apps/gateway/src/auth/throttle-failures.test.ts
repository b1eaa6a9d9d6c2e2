import { AppError } from "@zerq/errors/app-error";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";
import { parseIpAddress } from "../address/ip-address.ts";
import type { RequestContext } from "../request/context.ts";
import { FailureThrottle } from "./failure-throttle.ts";
import { throttleFailures } from "./throttle-failures.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    settings: { GATEWAY_AUTH_FAILURES: "3", TRUSTED_PROXIES: "127.0.0.1" },
  });
});
afterAll(() => gateway.stop());

/** Tries a wrong token. */
async function guess(profileId: string, from: string) {
  const answer = await gateway.call(
    "/demo/accounts",
    { headers: { "x-forwarded-for": from } },
    { ...gateway.caller, profileId, token: "guess" },
  );
  const { error } = (await answer.json()) as { error: string };
  return { status: answer.status, error, headers: answer.headers };
}

async function guesses(profileId: string, from: string, count = 4) {
  const errors = [];
  for (let index = 0; index < count; index += 1) errors.push((await guess(profileId, from)).error);
  return errors;
}

const throttled = ["unauthorized", "unauthorized", "unauthorized", "auth_throttled"];

describe("guessing a credential (threat 10)", () => {
  it("is refused with 429, Retry-After and the log entry that says what was wrong", async () => {
    const { profileId } = gateway.caller;
    expect(await guesses(profileId, "192.0.2.1")).toEqual(throttled);
    const { status, headers } = await guess(profileId, "192.0.2.1");
    expect(status).toBe(429);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(20);
    const entry = await gateway.entryOf(headers.get("x-request-id"));
    expect(entry).toMatchObject({ status: 429, error: "auth_throttled", ip: "192.0.2.1", clientId: null });
    expect(entry.claimedClientId).toBe(gateway.caller.clientId);
    expect(entry.deny).toContain("no token");
    expect(entry.deny).toContain("192.0.2.1");
  });

  it("locks nobody out: the valid credential goes through from the same address meanwhile", async () => {
    const { profileId } = gateway.caller;
    await guesses(profileId, "192.0.2.2");
    const headers = { "x-forwarded-for": "192.0.2.2" };
    for (let index = 0; index < 5; index += 1) {
      expect((await gateway.call("/demo/accounts", { headers })).status).toBe(200);
      expect((await guess(profileId, "192.0.2.2")).status).toBe(429);
    }
  });

  it("is counted for each address and each profile, and for ids that don't exist in the same way", async () => {
    const unknown = "f".repeat(24);
    expect(await guesses(unknown, "192.0.2.3")).toEqual(throttled);
    expect(await guesses(gateway.caller.profileId, "192.0.2.3")).toEqual(throttled);
    expect(await guesses(unknown, "192.0.2.4")).toEqual(throttled);
    expect(await guesses(unknown, "2001:db8::1", 3)).toEqual(throttled.slice(0, 3));
    expect(await guesses(unknown, "2001:db8::2", 1)).toEqual(["auth_throttled"]);
  });

  it("does not count expired tokens: whoever is told so holds the secret", async () => {
    const { config, client } = gateway;
    const { profile, caller } = config.profile({ clientId: client.id }, Date.now() - 1);
    await gateway.publish(config.put("profile", profile));
    for (let index = 0; index < 6; index += 1) {
      expect((await gateway.call("/demo/accounts", {}, caller)).status).toBe(401);
    }
  });
});

it("counts the failures of a proof that takes a while, too, and keeps the step's name", async () => {
  const failing = async function authenticate() {
    throw new AppError("unauthorized", { log: "late" });
  };
  const step = throttleFailures(failing, new FailureThrottle({ failures: 1, windowMs: 1_000 }));
  const context = { address: parseIpAddress("192.0.2.1"), profileId: "a" } as unknown as RequestContext;
  await expect(step(context)).rejects.toMatchObject({ code: "unauthorized" });
  await expect(step(context)).rejects.toMatchObject({ code: "auth_throttled" });
  expect(step.name).toBe("authenticate");
});
