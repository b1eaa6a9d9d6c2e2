import { startTestIdentityProvider, type TestIdentityProvider } from "@zerq/test-kit/identity-provider";
import { type FreshRedis, freshMongo, freshRedis } from "@zerq/test-kit/stores";
import { afterEach, beforeEach, expect, it } from "vitest";
import { samples } from "./samples.ts";
import { type ServiceInstance, startInstance } from "./service-instance.ts";

/** Longer than a stop may take without its stores, shorter than with them; a machine that is busy needs some of it. */
const KILLED_AFTER_MS = 12_000;

let mongo: Awaited<ReturnType<typeof freshMongo>>;
let redis: FreshRedis;
let identity: TestIdentityProvider;
let instance: ServiceInstance;

beforeEach(async () => {
  [mongo, redis] = await Promise.all([freshMongo(), freshRedis()]);
  // The console's address is of no importance here.
  identity = await startTestIdentityProvider("http://127.0.0.1:3000");
  instance = await startInstance(identity, { MONGODB_URI: mongo.uri, REDIS_URL: redis.url });
}, 120_000);
afterEach(async () => {
  await instance?.kill("SIGKILL");
  for (const { pid } of [mongo, redis]) signal(pid, "SIGCONT");
  await Promise.all([identity?.stop(), redis?.stop(), mongo?.stop()]);
});

/** A process that is gone already needs no signal. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {}
}

async function stopped(): Promise<number | null> {
  instance.child.kill("SIGTERM");
  const timer = setTimeout(() => instance.child.kill("SIGKILL"), KILLED_AFTER_MS);
  const began = performance.now();
  const code = await instance.exited;
  clearTimeout(timer);
  console.log(`stopped ${Math.round(performance.now() - began)} ms after SIGTERM`);
  return code;
}

/** A change that is under way when the stores go: it can't be finished, and must not hold up the stop either. */
function beginChange(): Promise<unknown> {
  return instance.call("POST", "/policies", samples.policies()).catch(() => undefined);
}

it.each([
  // Connections to them fail at once, so there may be nothing to wait for.
  ["that were killed", "SIGKILL", ""],
  ["that hang", "SIGSTOP", "without waiting for what could not be finished"],
] as const)(
  "SIGTERM without stores %s ends the process by itself",
  async (_what, how, sentence) => {
    expect((await instance.call("POST", "/policies", samples.policies())).status).toBe(201);
    for (const { pid } of [mongo, redis]) signal(pid, how);
    const change = beginChange();
    expect(await stopped()).toBe(0);
    await change;
    expect(instance.output()).toContain(sentence);
  },
  60_000,
);

it("SIGTERM at the same moment as its stores' ends the process by itself", async () => {
  const change = beginChange();
  for (const { pid } of [mongo, redis]) signal(pid, "SIGTERM");
  expect(await stopped()).toBe(0);
  await change;
}, 60_000);
