/** What a process of snapshot clients is started with, as JSON. */
export type ClientsJob = {
  redis: string;
  verifyKey: string;
  snapshotKey: string;
  deployment: string;
  /** Names of the clients: gateway instances to whoever counts them. */
  names: string[];
};

/** Client `client` of the process has had `version` in force since `at`, in ms of the machine's clock. */
export type Effect = { client: number; version: number; at: number };

/** How a client came from nothing to the first table; `longestBlockMs`: the longest time in which its process did nothing else. */
export type Start = { client: number; ms: number; longestBlockMs: number };

/** What a process of clients holds after its garbage was collected. */
export type Memory = { heapBytes: number; residentBytes: number };

export type FromClients =
  | { kind: "started"; start: Start }
  | { kind: "effects"; effects: Effect[] }
  | { kind: "memory"; memory: Memory };

/** What the taking of a newer full snapshot was, from its publishing on, for a client that served meanwhile. */
export type Taken = { ms: number; longestBlockMs: number; heldBytes: number; peakBytes: number };

export type FromFullClient = { kind: "ready" } | { kind: "taken"; taken: Taken };
