import type { Redis } from "@zerq/service/redis";

export type HeardChannel = { start(): Promise<void>; stop(): void };

/**
 * Hears one channel of Redis. Redis may be away at first: then it is subscribed to once that is there, and after each return.
 * @param subscriber may have other channels too, and stays its owner's to close
 */
export function hearChannel(subscriber: Redis, channel: string, take: (text: string) => void): HeardChannel {
  const onMessage = (from: string, text: string) => {
    if (from === channel) take(text);
  };
  const subscribe = () =>
    subscriber.subscribe(channel).then(
      () => undefined,
      () => undefined,
    );
  return {
    async start() {
      subscriber.on("message", onMessage);
      subscriber.on("ready", subscribe);
      await subscribe();
    },
    stop() {
      subscriber.off("ready", subscribe);
      subscriber.off("message", onMessage);
    },
  };
}
