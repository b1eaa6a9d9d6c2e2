import type { Redis } from "@zerq/service/redis";
import { freshRedis } from "@zerq/test-kit/stores";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { openTestRedis } from "../../test/data-paths/instance.ts";
import { type HeldTicket, openTicketOffice, type TicketOffice } from "./ticket-office.ts";
import { HOLDER, TICKET, WAITERS } from "./ticket-scripts.ts";

let server: Awaited<ReturnType<typeof freshRedis>>;
let redis: Redis;
let closers: (() => Promise<void>)[] = [];
const killed: string[] = [];

beforeAll(async () => {
  server = await freshRedis();
  redis = await openTestRedis(server.url);
  return async () => {
    redis.disconnect();
    await server.stop();
  };
});
afterEach(async () => {
  for (const close of closers) await close();
  closers = [];
  killed.length = 0;
  await redis.flushall();
});

/** An office with connections of its own, as each instance has it. */
async function open(): Promise<TicketOffice & { disconnect(): void }> {
  const own = await openTestRedis(server.url);
  const subscriber = await openTestRedis(server.url);
  const office = await openTicketOffice(own, subscriber, async (session) => void killed.push(session));
  const disconnect = () => {
    own.disconnect();
    subscriber.disconnect();
  };
  closers.push(async () => {
    await office.close();
    disconnect();
  });
  return { ...office, disconnect };
}

describe("the ticket", () => {
  // A waiter that a busy machine keeps from asking for half a second counts as gone and comes last: then it is tried again.
  it("is held by one at a time and handed on in the order of asking", { retry: 2 }, async () => {
    const [a, b, c] = [await open(), await open(), await open()];
    const first = await a.take("a");
    const order: string[] = [];
    const waiting = [];
    for (const [name, office] of Object.entries({ b, c, a })) {
      waiting.push(
        office.take(name).then((ticket) => {
          order.push(name);
          ticket.release();
        }),
      );
      await expect.poll(() => redis.zcard(WAITERS)).toBe(waiting.length);
    }
    expect(order).toEqual([]);
    first.release();
    await Promise.all(waiting);
    expect(order).toEqual(["b", "c", "a"]);
    expect(killed).toEqual([]);
  });

  it("shares fairly among instances that always want it", async () => {
    const offices = [await open(), await open(), await open()];
    const counts = [0, 0, 0];
    const end = performance.now() + 500;
    await Promise.all(
      offices.map(async (office, index) => {
        while (performance.now() < end) {
          const ticket = await office.take(String(index));
          counts[index] = (counts[index] ?? 0) + 1;
          await new Promise((resolve) => setTimeout(resolve, 2));
          ticket.release();
        }
      }),
    );
    expect(Math.min(...counts)).toBeGreaterThan(10);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(3);
  });

  it("stays with a holder that needs longer than it lasts, as long as that one lives", async () => {
    const [a, b] = [await open(), await open()];
    const held = await a.take("a");
    let next: HeldTicket | undefined;
    const waiting = b.take("b").then((ticket) => {
      next = ticket;
    });
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(next).toBeUndefined();
    held.release();
    await waiting;
    next?.release();
    expect(killed).toEqual([]);
  });

  it("of a dead holder expires, and whoever takes it then ends that one's session", async () => {
    const [dead, b] = [await open(), await open()];
    await dead.take("session of the dead");
    dead.disconnect();
    const died = performance.now();
    (await b.take("b")).release();
    expect(performance.now() - died).toBeLessThan(2_500);
    expect(killed).toEqual(["session of the dead"]);
    (await b.take("b")).release();
    expect(killed).toHaveLength(1);
    await expect.poll(() => redis.exists(TICKET, HOLDER)).toBe(0);
  });

  it("is released by its holder only", async () => {
    const [a, b] = [await open(), await open()];
    const lost = await a.take("a");
    await redis.del(TICKET);
    const held = await b.take("b");
    lost.release();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await redis.exists(TICKET)).toBe(1);
    held.release();
  });

  it("that is lost with Redis' data is another's at once, and the one who held it ends nobody's", async () => {
    const [a, b, c] = [await open(), await open(), await open()];
    const lost = await a.take("a");
    await redis.flushall();
    const held = await b.take("b");
    lost.release();
    const waiting = c.take("c");
    await expect.poll(() => redis.zcard(WAITERS)).toBe(1);
    expect(await redis.get(HOLDER)).toBe("b");
    held.release();
    (await waiting).release();
    expect(killed).toEqual([]);
  });

  it("isn't waited for for ever: after three seconds a change goes on without, and leaves the line", async () => {
    const [a, b] = [await open(), await open()];
    const held = await a.take("a");
    const began = performance.now();
    await b.take("b");
    expect(performance.now() - began).toBeGreaterThan(2_900);
    await expect.poll(() => redis.zcard(WAITERS)).toBe(0);
    held.release();
  });

  it("isn't waited for at all when Redis hangs", async () => {
    const a = await open();
    process.kill(server.pid, "SIGSTOP");
    try {
      const began = performance.now();
      (await a.take("a")).release();
      (await a.take("a")).release();
      expect(performance.now() - began).toBeLessThan(2_500);
    } finally {
      process.kill(server.pid, "SIGCONT");
    }
  });
});
