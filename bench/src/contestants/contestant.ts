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
export type Site = {
  directory: string;
  port: number;
  upstreamPort: number;
  /** Most connections on both sides together; 1,024 when not given. */
  connections?: number;
  /** Whether answers are passed on piece by piece, as event streams need it. */
  streams?: boolean;
  /** Added to the environment of contestants that run in Node. */
  environment?: Record<string, string>;
};

export type Started = {
  /** The process whose tree is measured. */
  pid: number;
  url: string;
  headers: Record<string, string>;
  /** The program's version, for the record. */
  version: string;
  stop(): Promise<void>;
};
