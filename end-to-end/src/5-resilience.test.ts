import { descendants } from "@zerq/test-kit/process-tree";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { call, eventually, manage } from "./callers.ts";
import { killAndWait, pidOf, type ServiceName, untilReady } from "./killed-service.ts";
import { create, type LightLoad, startLightLoad } from "./light-load.ts";

const dev = inject("dev");
/** What a killed process had open would hold others up for a minute, if nobody ended it; a busy machine needs some seconds. */
const HELD_UP_AT_MOST_MS = 8_000;

async function expectUnbrokenChain(): Promise<void> {
  const verified = await manage<{ ok: boolean }>("auditor", "GET", "/audit-logs/verify");
  expect([verified.status, verified.body.ok]).toEqual([200, true]);
}

describe("kill -9 of any one process under light load", () => {
  let load: LightLoad;
  beforeAll(() => {
    load = startLightLoad();
  });
  afterAll(() => load.stop());

  const services: ServiceName[] = ["management", "gateway", "redis", "mongodb", "portal"];
  it.each(services)("%s is started again, and changes and calls go on", async (name) => {
    const before = load.acknowledged.length;
    await eventually("a change before", async () => load.acknowledged.length > before || undefined);
    const took = await killAndWait(name);
    const after = load.acknowledged.length;
    await eventually(
      "a change afterwards",
      async () => load.acknowledged.length > after || undefined,
      20_000,
    );
    expect((await eventually("an answer", () => call("/demo/echo").catch(() => undefined))).status).toBe(200);
    console.log(`  ${name} was ready again ${Math.round(took)} ms after kill -9`);
  });

  it("a gateway worker is started again by its primary", async () => {
    const primary = pidOf("gateway");
    const [worker = -1] = descendants(primary);
    process.kill(worker, "SIGKILL");
    await eventually("another worker", async () => !descendants(primary).includes(worker) || undefined);
    await untilReady("gateway");
    expect(pidOf("gateway")).toBe(primary);
  });

  it("loses no acknowledged change and answers no call wrongly", async () => {
    await load.stop();
    const answers = await Promise.all(
      load.acknowledged.map(({ id }) => manage<{ name: string }>("viewer", "GET", `/policies/${id}`)),
    );
    expect(answers.map(({ body }) => body.name)).toEqual(load.acknowledged.map(({ name }) => name));
    await expectUnbrokenChain();
    const counts = Object.fromEntries(load.statuses);
    console.log(
      `  ${load.acknowledged.length} changes, ${load.failedChanges} not acknowledged; calls:`,
      counts,
    );
    const { 200: _good, refused: _refused, broken: _broken, ...wrong } = counts;
    expect(wrong).toEqual({});
    expect(counts[200]).toBeGreaterThan(100);
  });
});

it("the stand-ins of the outside world are started again too", async () => {
  await killAndWait("stand-ins");
  await eventually("the demo upstream", async () => (await call("/demo/echo")).status === 200 || undefined);
  expect((await fetch(`${dev.mail.url}/api/messages`)).status).toBe(200);
});

describe("what a killed process had open", () => {
  it("holds up no change for long when management is killed in the middle of changes", async () => {
    const waits: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      let writing = true;
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        while (writing) await create(`writer ${writer} ${Math.random()}`);
      });
      await new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 100));
      process.kill(pidOf("management"), "SIGKILL");
      writing = false;
      await Promise.all(writers);
      await untilReady("management");
      const start = performance.now();
      expect(await create(`after kill ${round}`)).toBeDefined();
      waits.push(Math.round(performance.now() - start));
    }
    console.log(`  first change after management was ready again: ${waits.join(", ")} ms`);
    expect(Math.max(...waits)).toBeLessThan(HELD_UP_AT_MOST_MS);
    await expectUnbrokenChain();
  });

  it("holds up no change for long when a gateway is killed", async () => {
    const waits: number[] = [];
    const timed = async (path: string) => {
      const start = performance.now();
      const answer = await manage("modifier", "POST", path, { name: `gateway killed ${Math.random()}` });
      expect(answer.status).toBe(201);
      waits.push(Math.round(performance.now() - start));
    };
    const killed = killAndWait("gateway");
    while (waits.length < 20) await timed("/policies");
    await killed;
    console.log(`  changes while the gateway was away: at most ${Math.max(...waits)} ms`);
    expect(Math.max(...waits)).toBeLessThan(HELD_UP_AT_MOST_MS);
  });
});
