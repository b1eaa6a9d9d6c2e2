/** One proxy in the comparison. It is started alone, measured, and stopped before the next. */
export type Contestant = {
  name: string;
  /** What it does besides forwarding, for the table. */
  does: string;
  /** Undefined when it can run here, else why it is left out. */
  missing(): string | undefined;
  start(site: Site): Promise<Started>;
};

/** Where a contestant runs: its own folder, its port, and the upstream that it forwards `/demo/accounts` to. */
export type Site = { directory: string; port: number; upstreamPort: number };

type Started = {
  /** The process whose tree is measured. */
  pid: number;
  url: string;
  headers: Record<string, string>;
  /** The program's version, for the record. */
  version: string;
  stop(): Promise<void>;
};
