import { deltaChannel, fullKey, headKey, versionKey } from "@zerq/plane-protocol/channels";
import type { Audience } from "@zerq/plane-protocol/delta";
import { deltaBatch } from "@zerq/plane-protocol/delta-batch";
import type { FollowerTransport } from "@zerq/plane-protocol/follower-transport";
import type { Redis } from "@zerq/service/redis";

/** How the follower reaches Redis. A connection that subscribes can do nothing else, so there are two. */
export function createRedisTransport(audience: Audience, redis: Redis, subscriber: Redis): FollowerTransport {
  return {
    readHead: () => redis.get(headKey(audience)),
    readDeltas: (from, to) => redis.eval(...deltaBatch(audience, from, to)) as Promise<(string | null)[]>,
    async readVersion() {
      const version = Number(await redis.get(versionKey(audience)));
      return Number.isSafeInteger(version) && version > 0 ? version : 0;
    },
    readFull: () => redis.get(fullKey(audience)),
    async subscribe(onMessage) {
      const channel = deltaChannel(audience);
      subscriber.on("message", (from, text) => {
        if (from === channel) onMessage(text);
      });
      // What was published while a connection was away has to be pulled: once the channel is heard again, and once there is
      // a connection to pull by, whichever of the two comes later.
      const again = () => onMessage(null);
      subscriber.on("ready", () => void subscriber.subscribe(channel).then(again, again));
      redis.on("ready", again);
      await subscriber.subscribe(channel);
    },
    // The connections belong to whoever opened them.
    close: () => Promise.resolve(),
  };
}
