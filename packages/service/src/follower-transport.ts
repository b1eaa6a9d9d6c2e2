import { deltaChannel, fullKey, headKey, versionKey } from "@zerq/plane-protocol/channels";
import type { Audience } from "@zerq/plane-protocol/delta";
import { deltaBatch } from "@zerq/plane-protocol/delta-batch";
import type { FollowerTransport } from "@zerq/plane-protocol/follower-transport";
import type { Redis } from "./redis.ts";

/**
 * How a follower of one audience's chain reaches Redis.
 * @param redis for commands
 * @param subscriber a connection of its own, since one that is subscribed takes no commands. Both stay their owner's to close.
 */
export function createRedisTransport(audience: Audience, redis: Redis, subscriber: Redis): FollowerTransport {
  const channel = deltaChannel(audience);
  let isListening = false;

  /** Once, however often subscribing is tried before Redis is there. */
  function listen(onMessage: (text: string | null) => void): void {
    if (isListening) return;
    isListening = true;
    subscriber.on("message", (from, text) => {
      if (from === channel) onMessage(text);
    });
    // What was published while a connection was away has to be pulled: once the channel is heard again, and once there is
    // a connection to pull by, whichever of the two comes later.
    const again = () => onMessage(null);
    subscriber.on("ready", () => void subscriber.subscribe(channel).then(again, again));
    redis.on("ready", again);
  }

  return {
    readHead: () => redis.get(headKey(audience)),
    readDeltas: (from, to) => redis.eval(...deltaBatch(audience, from, to)) as Promise<(string | null)[]>,
    async readVersion() {
      const version = Number(await redis.get(versionKey(audience)));
      return Number.isSafeInteger(version) && version > 0 ? version : 0;
    },
    readFull: () => redis.get(fullKey(audience)),
    async subscribe(onMessage) {
      listen(onMessage);
      if (subscriber.status === "wait") await subscriber.connect();
      await subscriber.subscribe(channel);
    },
    close: () => Promise.resolve(),
  };
}
