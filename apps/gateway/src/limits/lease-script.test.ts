import { randomId } from "@zerq/crypto/random";
import { sharedRedisUrl } from "@zerq/test-kit/stores";
import fc from "fast-check";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { RedisModel } from "../../test/limits/redis-model.ts";
import { leaseScript } from "./lease-script.ts";
import { leaveScript, probeScript } from "./probe-script.ts";
import { type Script, script } from "./redis-port.ts";

const tag = `zerq:{model-${randomId()}}`;
const shared = { clock: `${tag}:clock`, run: `${tag}:run` };
const partition = ["incarnation", "members", "awaited", "finished"].map((name) => `${tag}:${name}`);
const limits = ["one", "two"].map((name) => [
  `${tag}:${name}`,
  `${tag}:${name}:order`,
  `${tag}:${name}:workers`,
]);
const everything = [...partition, ...limits.flat()];
const workers = ["w1", "w2", "w3"];
const WINDOW_US = 6_000_000;
const START_US = 1_700_000_000_000_000;

/** The product's script with a clock and a run id that the test sets; a script without both would not be the product's. */
function withTestClock({ text }: Script, reads: { clock: boolean; run: boolean }): Script {
  const replace = (from: string, to: string, wanted: boolean, script: string) => {
    if (script.split(from).length !== (wanted ? 2 : 1)) throw new Error(`unexpected use of ${from}`);
    return script.replace(from, to);
  };
  const clocked = replace(
    "redis.call('TIME')",
    `redis.call('HMGET', '${shared.clock}', 's', 'us')`,
    reads.clock,
    text,
  );
  return script(
    replace("redis.call('INFO', 'server')", `redis.call('GET', '${shared.run}')`, reads.run, clocked),
  );
}

const lease = withTestClock(leaseScript, { clock: true, run: false });
const probe = withTestClock(probeScript, { clock: true, run: true });

let redis: Redis;
beforeAll(() => {
  redis = new Redis(sharedRedisUrl());
});
afterAll(async () => {
  await redis.del(...everything, ...Object.values(shared));
  redis.disconnect();
});

/** Runs the same commands through Redis and through the model. */
class Pair {
  readonly model = new RedisModel();
  readonly buckets: number[] = [];
  readonly epochs = new Map<string, string>();
  id = "";
  version = 0;
  #ids = 0;

  async reset(): Promise<void> {
    await redis.del(...everything);
    this.model.time = START_US;
    await this.setRun("r0");
    await this.advance(0);
  }

  async setRun(run: string): Promise<void> {
    this.model.run = run;
    await redis.set(shared.run, `redis_version:6\r\nrun_id:${run}\r\n`);
  }

  async advance(us: number): Promise<void> {
    this.model.time += us;
    await redis.hset(shared.clock, { s: Math.floor(this.model.time / 1e6), us: this.model.time % 1e6 });
  }

  newId(): string {
    return `i${this.#ids++}`;
  }

  async lease(limit: number, args: (string | number)[]): Promise<void> {
    const keys = limits[limit] ?? [];
    const reply = await redis.eval(lease.text, 4, ...keys, String(partition[0]), ...args.map(String));
    const expected = this.model.lease(String(keys[0]), args);
    expect(reply).toEqual(expected);
    if (Number(expected[4]) > 0) this.buckets.push(Number(expected[4]));
    if (expected.length > 1) this.epochs.set(String(keys[0]), String(expected[9]));
  }

  async probe(args: (string | number)[]): Promise<void> {
    const reply = await redis.eval(probe.text, 4, ...partition, ...args.map(String));
    const expected = this.model.probe(args);
    expect(reply).toEqual(expected);
    this.id = String(expected[0]);
    this.version = Number(expected[5]);
  }

  /** All data, in one shape for both sides. */
  async compareData(): Promise<void> {
    const { data } = this.model;
    for (const [counts = "", order = "", seen = ""] of limits) {
      const limit = data.limits.get(counts);
      if (limit === undefined) continue;
      const { epoch, total, recalled = "0", ...fields } = await redis.hgetall(counts);
      const charges = Object.entries(fields).filter(([name]) => !name.startsWith("l"));
      const lent = Object.entries(fields).filter(([name]) => name.startsWith("l"));
      expect({ epoch, total: Number(total), recalled: Number(recalled) }).toEqual({
        epoch: limit.epoch,
        total: limit.total,
        recalled: limit.recalled,
      });
      expect(new Map(charges.map(([bucket, n]) => [Number(bucket), Number(n)]))).toEqual(limit.charges);
      expect(new Map(lent.map(([bucket, n]) => [Number(bucket.slice(1)), Number(n)]))).toEqual(limit.lent);
      const buckets = (await redis.zrange(order, "0", "-1")).map(Number);
      expect(buckets).toEqual([...limit.charges.keys()].sort((a, b) => a - b));
      expect((await redis.zrange(seen, "0", "-1")).sort()).toEqual([...limit.workers.keys()].sort());
    }
    expect((await redis.smembers(String(partition[2]))).sort()).toEqual([...data.awaited].sort());
    expect((await redis.smembers(String(partition[3]))).sort()).toEqual([...data.finished].sort());
  }
}

type Command = (pair: Pair) => Promise<void>;

const worker = fc.constantFrom(...workers);
/** Picks one of the buckets that were granted, or one beside it. */
const bucket = fc.record({ pick: fc.nat(20), beside: fc.integer({ min: -30, max: 0 }) });
const bucketOf = ({ buckets }: Pair, { pick, beside }: { pick: number; beside: number }) =>
  (buckets[buckets.length - 1 - (pick % Math.max(1, buckets.length))] ?? START_US / 1_000) + beside;

const leaseCommand: fc.Arbitrary<Command> = fc
  .record({
    worker,
    limit: fc.nat(1),
    stale: fc.integer({ min: 0, max: 9 }),
    max: fc.constantFrom(3, 20, 100, 2_000),
    waiting: fc.constantFrom(0, 0, 1, 2, 7),
    wish: fc.constantFrom(0, 0, 1, 5, 60, 700),
    lead: fc.integer({ min: 0, max: 300_000 }),
    settled: fc.array(fc.tuple(bucket, fc.option(fc.nat(40), { nil: undefined }), fc.nat(5)), {
      maxLength: 4,
    }),
    lent: fc.array(fc.tuple(bucket, fc.integer({ min: 1, max: 5 })), { maxLength: 2 }),
    owed: fc.array(fc.tuple(bucket, fc.integer({ min: 1, max: 4 })), { maxLength: 2 }),
  })
  .map((command) => async (pair: Pair) => {
    const name = String(limits[command.limit]?.[0]);
    const settled = command.settled.flatMap(([from, before, count]) => {
      const of = bucketOf(pair, { ...from, beside: 0 });
      return [of, before === undefined ? 0 : of - before, count];
    });
    await pair.lease(command.limit, [
      command.worker,
      command.stale === 0 ? "other" : pair.id,
      command.stale === 1 ? "other" : (pair.epochs.get(name) ?? ""),
      command.max,
      WINDOW_US,
      command.waiting,
      command.wish,
      command.lead,
      `${tag}:recall`,
      "recall",
      command.settled.length,
      ...settled,
      command.lent.length,
      ...command.lent.flatMap(([of, count]) => [bucketOf(pair, { ...of, beside: 0 }), count]),
      command.owed.length,
      ...command.owed.flatMap(([of, count]) => [bucketOf(pair, of), count]),
    ]);
  });

const probeCommand: fc.Arbitrary<Command> = fc
  .record({
    worker,
    knows: fc.constantFrom("current", "current", "none", "another"),
    replayed: fc.constantFrom(0, 1, 1),
    sameVersion: fc.boolean(),
    others: fc.subarray([...workers, "gone"]),
  })
  .map((command) => async (pair: Pair) => {
    const mine = { current: pair.id, none: "", another: "other" }[command.knows] ?? "";
    const version = command.sameVersion ? pair.version : -1;
    await pair.probe([command.worker, mine, pair.newId(), command.replayed, version, ...command.others]);
  });

/** Often to the microsecond where something begins or ends: buckets are 1 ms wide here. */
const time = fc
  .oneof(
    fc.constantFrom(
      1,
      1_000,
      49_999,
      50_000,
      950_000,
      1_000_000,
      2_000_000,
      5_000_000,
      WINDOW_US,
      15_000_000,
      -20_000,
    ),
    fc.nat(300).map((ms) => ms * 1_000),
    fc.nat(8_000).map((ms) => ms * 1_000),
    fc.nat(1_500_000),
  )
  .map((us) => (pair: Pair) => pair.advance(us));

const trouble: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom("r0", "r1").map((run) => (pair: Pair) => pair.setRun(run)),
  worker.map((gone) => async (pair: Pair) => {
    pair.model.leave(gone);
    await redis.eval(leaveScript.text, 2, ...partition.slice(0, 2), gone);
  }),
);

const command = fc.oneof(
  { weight: 8, arbitrary: leaseCommand },
  { weight: 3, arbitrary: probeCommand },
  { weight: 5, arbitrary: time },
  { weight: 1, arbitrary: trouble },
);

it("does in Redis what the simulator's model does", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 20, maxLength: 60 }), async (commands) => {
      const pair = new Pair();
      await pair.reset();
      // Most runs would never see an open incarnation by chance alone.
      await pair.probe(["w1", "", pair.newId(), 0, -1]);
      await pair.advance(1_000_000);
      await pair.probe(["w1", "", pair.newId(), 0, -1]);
      for (const run of commands) await run(pair);
      await pair.compareData();
    }),
    { numRuns: 200 },
  );
});
