import { bucketAfter } from "./buckets.ts";
import type { Clock } from "./clock.ts";
import type { KeyState } from "./key-state.ts";
import { type GrantReply, readLeaseReply } from "./lease-reply.ts";
import { leaseScript } from "./lease-script.ts";
import type { Partition } from "./partition.ts";
import { limitKeys } from "./partition-keys.ts";
import { type LimiterRedis, runScript } from "./redis-port.ts";
import { CALL_MS, READ_MS } from "./times.ts";

export type LeaseCall = {
  readonly redis: LimiterRedis;
  readonly clock: Clock;
  readonly worker: string;
  readonly index: number;
  readonly partition: Partition;
  readonly state: KeyState;
  /** How many requests wait, and how many more are wished for ahead of need. */
  readonly waiting: number;
  readonly wish: number;
  readonly leadMs: number;
  /** Called once; undefined when the call failed or came too late: it may have happened, or may not. */
  done(reply: GrantReply | undefined): void;
};

/** Longest lead in ms: a lease that ends later than the window's key lives would be forgotten. */
const MAX_LEAD_MS = 5_000;

/** Reports, pays what is owed, and asks for a lease, in one call that is made at most once. */
export function callForLease(call: LeaseCall): void {
  const { clock, partition, state } = call;
  const sentAt = clock.now();
  const { id, connection } = partition;
  const report = state.takeReport();
  const owed = state.ring.takeOwed(sentAt);
  let over = false;
  const fail = (why: string) => {
    if (over) return;
    over = true;
    clock.clearTimeout(timer);
    state.reportFailed(sentAt);
    state.ring.restoreOwed(clock.now(), owed);
    if (connection === partition.connection) partition.suspect(why);
    call.done(undefined);
  };
  let timer = clock.setTimeout(() => {
    // When it was this process that stood still, the reply is here and has only not been read yet.
    timer = clock.setTimeout(() => fail("a call to Redis took too long"), READ_MS);
  }, CALL_MS);
  runScript(call.redis, leaseScript, keysOf(call), argumentsOf(call, id, sentAt, report, owed))
    .then(readLeaseReply)
    .then(
      (reply) => {
        if (connection !== partition.connection || id !== partition.id) return fail("the connection changed");
        if (reply.kind === "lost") return fail("Redis has lost data");
        partition.confirm(sentAt, reply.redisMs);
        // Too late for whoever waited, but what it grants may still be spent.
        if (over) return state.take(reply.grant);
        over = true;
        clock.clearTimeout(timer);
        call.done(reply);
      },
      (error: unknown) => fail(String(error)),
    );
}

function keysOf({ index, partition, state }: LeaseCall): readonly string[] {
  return [...limitKeys(index, `${state.windowMs}:${state.key}`), partition.keys.incarnation];
}

function argumentsOf(
  { worker, partition, state, waiting, wish, leadMs }: LeaseCall,
  id: string,
  sentAt: number,
  report: ReturnType<KeyState["takeReport"]>,
  owed: ReturnType<KeyState["ring"]["takeOwed"]>,
): (string | number)[] {
  const charges = owed.flatMap(({ endsAt, count }) => [
    // A slot that hasn't ended yet counts until now.
    bucketAfter(partition.time.latestAgo(sentAt, Math.max(0, sentAt - endsAt)), state.widthMs, state.step),
    count,
  ]);
  return [
    worker,
    id,
    state.epoch,
    state.max,
    state.windowMs * 1_000,
    waiting,
    wish,
    Math.round(Math.min(leadMs, MAX_LEAD_MS) * 1_000),
    partition.keys.recall,
    `${state.windowMs}:${state.key}`,
    report.settled.length / 3,
    ...report.settled,
    report.lent.length / 2,
    ...report.lent,
    owed.length,
    ...charges,
  ];
}
