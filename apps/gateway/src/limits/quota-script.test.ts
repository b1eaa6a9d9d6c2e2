import { randomId } from "@zerq/crypto/random";
import { sharedRedisUrl } from "@zerq/test-kit/stores";
import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { RedisModel } from "../../test/limits/redis-model.ts";
import { windowEdges } from "./calendar.ts";
import { quotaScript } from "./quota-script.ts";

const tag = `zerq:{quota-model-${randomId()}}`;
const clock = `${tag}:clock`;
const [counts, incarnation, index] = [`${tag}:counts`, `${tag}:incarnation`, `${tag}:index`];
const workers = ["w1", "w2", "w3"];
/** Far enough ahead that Redis, which deletes by its own clock, keeps what ends then. */
const MIDNIGHT = Date.UTC(2100, 10, 15);
const START_US = (MIDNIGHT - 2_000) * 1_000;

/** The product's script with a clock that the test sets. */
const parts = quotaScript.text.split("redis.call('TIME')");
const text = parts.join(`redis.call('HMGET', '${clock}', 's', 'us')`);

let redis: Redis;
beforeAll(() => {
  redis = new Redis(sharedRedisUrl());
});
afterAll(async () => {
  await redis.del(counts, incarnation, index, clock);
  redis.disconnect();
});

class Pair {
  readonly model = new RedisModel();
  #sequence = 10;

  async reset(): Promise<void> {
    await redis.del(counts, incarnation, index);
    this.model.time = START_US;
    await this.set({ id: "i1", open: true, seeded: "i1" });
    await this.advance(0);
  }

  async set(about: { id?: string; open?: boolean; seeded?: string }): Promise<void> {
    Object.assign(this.model.data.incarnation, about);
    const { open, ...texts } = about;
    await redis.hset(incarnation, { ...texts, ...(open !== undefined && { open: open ? 1 : 0 }) });
  }

  async advance(us: number): Promise<void> {
    this.model.time += us;
    await redis.hset(clock, { s: Math.floor(this.model.time / 1e6), us: this.model.time % 1e6 });
  }

  /** @param late how many newer calls of the same worker have come before */
  async call(args: (string | number)[], late: number): Promise<void> {
    args[7] = this.#sequence++ - late;
    const reply = await redis.eval(text, 3, counts, incarnation, index, ...args.map(String));
    expect(reply).toEqual(this.model.quota(counts, args));
  }

  async compareData(): Promise<void> {
    const quota = this.model.data.quotas.get(counts);
    const { ends, total, lent, recalled = "0", ...fields } = await redis.hgetall(counts);
    if (quota === undefined) return expect(ends).toBeUndefined();
    expect([ends, total, lent, recalled].map(Number)).toEqual([
      quota.ends,
      quota.total,
      quota.lent,
      quota.recalled,
    ]);
    const known = [...quota.workers].flatMap(([name, { charge, holds, newest }]) => [
      [`w:${name}`, charge],
      [`h:${name}`, holds],
      [`n:${name}`, newest],
    ]);
    expect(Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, Number(value)]))).toEqual(
      Object.fromEntries(known),
    );
  }
}

type Command = (pair: Pair) => Promise<void>;

const call: fc.Arbitrary<Command> = fc
  .record({
    worker: fc.constantFrom(...workers),
    id: fc.constantFrom("i1", "i1", "i1", "i1", "i2"),
    max: fc.constantFrom(3, 20, 100, 5_000, 100_000),
    waiting: fc.constantFrom(0, 1, 2, 7),
    wish: fc.constantFrom(0, 1, 5, 60),
    lead: fc.constantFrom(20_000, 60_000_000),
    late: fc.constantFrom(0, 0, 0, 0, 5),
    members: fc.integer({ min: 1, max: 4 }),
    ends: fc.constantFrom(MIDNIGHT, MIDNIGHT + 86_400_000, 0),
    spent: fc.nat(40),
    held: fc.nat(9),
    promised: fc.nat(3),
    /** How far the worker's idea of the time is off, in ms. */
    off: fc.constantFrom(0, 0, 40, 3_000, 80_000_000),
  })
  .map(
    ({ worker, id, max, waiting, wish, lead, late, members, ends, spent, held, promised, off }) =>
      (pair) => {
        const edges = windowEdges("1d", pair.model.time / 1_000 + off);
        const said = [ends, spent, held, `${tag}:recall`, ...edges, promised];
        return pair.call([worker, id, "1d:client", max, waiting, wish, lead, 0, members, ...said], late);
      },
  );

const time: fc.Arbitrary<Command> = fc
  .constantFrom(1, 1_000, 49_999, 50_000, 1_000_000, 3_000_000, -20_000)
  .map((us) => (pair) => pair.advance(us));

const state: fc.Arbitrary<Command> = fc
  .constantFrom({ open: false }, { open: true }, { seeded: "i0" }, { seeded: "i1" })
  .map((about) => (pair) => pair.set(about));

it("reads the clock at one place, which the test can set", () => {
  expect(parts).toHaveLength(2);
});

it("does in Redis what the simulator's model does", async () => {
  const command = fc.oneof(
    { weight: 8, arbitrary: call },
    { weight: 4, arbitrary: time },
    { weight: 1, arbitrary: state },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 10, maxLength: 50 }), async (commands) => {
      const pair = new Pair();
      await pair.reset();
      for (const run of commands) await run(pair);
      await pair.compareData();
    }),
    { numRuns: 200 },
  );
});
