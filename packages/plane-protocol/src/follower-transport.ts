/**
 * How a follower reaches Redis; the adapters for ioredis are in the apps. Every call settles within a bounded time: one that
 * hangs would hold up all pulls after it.
 */
export type FollowerTransport = {
  readHead(): Promise<string | null>;
  /** Deltas `from` to `to`, both included, in order, or the first of them, at least one; null for one that isn't there. */
  readDeltas(from: number, to: number): Promise<(string | null)[]>;
  /** The newest version that was published; 0 when there is none. Not signed, so it is only a hint. */
  readVersion(): Promise<number>;
  readFull(): Promise<string | null>;
  /** Calls back with every published delta, or a large one's name, and with null after a reconnect. */
  subscribe(onMessage: (text: string | null) => void): Promise<void>;
  close(): Promise<void>;
};
