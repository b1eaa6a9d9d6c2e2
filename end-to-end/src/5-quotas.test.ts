import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { type Caller, call, eventually, manage } from "./callers.ts";
import { killAndWait, pidOf, untilReady } from "./killed-service.ts";

const dev = inject("dev");
const QUOTA = 40;

type CreatedClient = { id: string; defaultProfile: { id: string; token: string } };

/** A client whose quota is 40 a month, and who is refused while it can't be counted. */
async function limitedCaller(name: string): Promise<Caller> {
  const policy = await manage<{ id: string; quota: unknown }>("modifier", "POST", "/policies", {
    name,
    quota: { max: QUOTA, interval: "30d" },
    onLimiterFailure: "closed",
  });
  expect(policy.body.quota).toEqual({ max: QUOTA, interval: "30d" });
  const client = await manage<CreatedClient>("modifier", "POST", "/clients?wait=applied", {
    name,
    email: "quota@example.com",
    collectionIds: [dev.demo.collectionId],
    policyId: policy.body.id,
  });
  const { id, defaultProfile } = client.body;
  return { clientId: id, profileId: defaultProfile.id, token: defaultProfile.token };
}

/** Calls until the quota is used up. @returns how often it was admitted */
async function useUp(caller: Caller, most = Number.POSITIVE_INFINITY): Promise<number> {
  let admitted = 0;
  await eventually(
    "the quota being used up",
    async () => {
      const answer = await call(dev.demo.path, caller).catch(() => undefined);
      const { error } = ((await answer?.json().catch(() => undefined)) ?? {}) as { error?: string };
      if (answer?.status === 200) admitted++;
      return error === "quota_exceeded" || admitted === most || undefined;
    },
    60_000,
  );
  return admitted;
}

async function checkpointsWritten(): Promise<number> {
  const answer = await fetch(`${dev.management.operationsUrl}/metrics`);
  return Number(/^zerq_quota_checkpoints_written (\d+)$/m.exec(await answer.text())?.[1] ?? "0");
}

/** One more checkpoint may have begun before now, the second hasn't. */
async function afterCheckpoint(): Promise<void> {
  for (let n = 0; n < 2; n++) {
    const before = await checkpointsWritten();
    await eventually("a checkpoint", async () => (await checkpointsWritten()) > before || undefined, 30_000);
  }
}

/** Redis ends by SIGKILL and begins again with nothing. */
async function emptyRedis(): Promise<void> {
  rmSync(join(inject("dataDirectory"), "redis"), { recursive: true, force: true });
  await killAndWait("redis");
}

it("gives no quota back when Redis is killed and comes back empty: the workers say what they have admitted", async () => {
  const caller = await limitedCaller("quota, redis emptied");
  expect(await useUp(caller, 25)).toBe(25);
  await emptyRedis();
  expect(await useUp(caller)).toBe(QUOTA - 25);
});

it("gives no quota back when the gateway is killed too: management has kept what was counted", async () => {
  const caller = await limitedCaller("quota, redis emptied and gateway killed");
  expect(await useUp(caller, 25)).toBe(25);
  await afterCheckpoint();
  process.kill(pidOf("gateway"), "SIGKILL");
  await emptyRedis();
  await untilReady("gateway");
  expect(await useUp(caller)).toBe(QUOTA - 25);
});
