import { deltaChannel, fullKey, headKey, versionKey } from "@zerq/plane-protocol/channels";
import { deltaBatch } from "@zerq/plane-protocol/delta-batch";
import type { FollowerTransport } from "@zerq/plane-protocol/follower-transport";
import type { Redis } from "@zerq/service/redis";

/**
 * How the portal's follower reads its audience from Redis.
 * @param reader for commands; stays the caller's
 * @param subscriber a connection of its own, since one that is subscribed takes no commands; closed with the transport
 */
export function createRedisTransport(reader: Redis, subscriber: Redis): FollowerTransport {
  const audience = "portal";
  let listening = false;
  return {
    readHead: () => reader.get(headKey(audience)),
    readFull: () => reader.get(fullKey(audience)),
    readVersion: async () => Number((await reader.get(versionKey(audience))) ?? 0),
    readDeltas: (from, to) => reader.eval(...deltaBatch(audience, from, to)) as Promise<(string | null)[]>,
    async subscribe(onMessage) {
      if (subscriber.status === "wait") await subscriber.connect();
      await subscriber.subscribe(deltaChannel(audience));
      if (listening) return;
      listening = true;
      subscriber.on("message", (_channel, text) => onMessage(text));
      // What was published while a connection was away has to be pulled: once the channel is heard again, and once there is
      // a connection to pull by, whichever of the two comes later.
      const again = () => onMessage(null);
      subscriber.on("ready", () => void subscriber.subscribe(deltaChannel(audience)).then(again, again));
      reader.on("ready", again);
    },
    async close() {
      subscriber.disconnect();
    },
  };
}
