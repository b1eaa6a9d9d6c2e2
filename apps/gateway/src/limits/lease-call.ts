import type { Clock } from "./clock.ts";
import type { GrantReply, LimitState } from "./limit-state.ts";
import type { Partition } from "./partition.ts";
import { type LimiterRedis, runScript } from "./redis-port.ts";
import { CALL_MS, READ_MS } from "./times.ts";

export type LeaseCall = {
  readonly redis: LimiterRedis;
  readonly clock: Clock;
  readonly worker: string;
  readonly index: number;
  readonly partition: Partition;
  readonly state: LimitState;
  /** How many requests wait, and how many more are wished for ahead of need. */
  readonly waiting: number;
  readonly wish: number;
  readonly leadMs: number;
  /** Called once; undefined when the call failed or came too late: it may have happened, or may not. */
  done(reply: GrantReply | undefined): void;
};

/** Reports, pays what is owed, and asks for a lease, in one call that is made at most once. */
export function callForLease(call: LeaseCall): void {
  const { clock, partition, state } = call;
  const sentAt = clock.now();
  const { id, connection } = partition;
  const message = state.message({
    worker: call.worker,
    incarnation: id,
    members: partition.members,
    partition: call.index,
    sentAt,
    waiting: call.waiting,
    promised: call.waiting === 0 ? 0 : state.waiters.reduce((sum, { spends }) => (spends ? sum : sum + 1), 0),
    wish: call.wish,
    leadMs: call.leadMs,
    time: partition.time,
  });
  let over = false;
  const fail = (why: string) => {
    if (over) return;
    over = true;
    clock.clearTimeout(timer);
    message.failed(clock.now());
    if (connection === partition.connection) partition.suspect(why);
    call.done(undefined);
  };
  let timer = clock.setTimeout(() => {
    // When it was this process that stood still, the reply is here and has only not been read yet.
    timer = clock.setTimeout(() => fail("a call to Redis took too long"), READ_MS);
  }, CALL_MS);
  runScript(call.redis, message.script, message.keys, message.args)
    .then(message.read)
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
