import { pause } from "../pause.ts";
import type { Actor } from "./actor.ts";
import type { RedisOutages } from "./redis-outages.ts";

type Redis = { crash(): Promise<void>; restart(data: "kept" | "emptied"): Promise<void> };

/** Ends Redis as a power cut would, leaves it away for a moment, and starts it with its data and without, in turns. */
export function redisRestarts(redis: Redis, outages: RedisOutages, everyMs: number): Actor {
  let count = 0;
  return {
    name: "restart of Redis",
    copies: 1,
    betweenMs: everyMs,
    async act() {
      // The first moments of a soak are without an outage, so that there is something to compare with.
      await pause(everyMs / 2);
      outages.began(performance.now());
      await redis.crash();
      await pause(500 + Math.random() * 2_500);
      await redis.restart(count++ % 2 === 0 ? "kept" : "emptied");
      outages.ended(performance.now());
    },
  };
}
