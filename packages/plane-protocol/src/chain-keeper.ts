import { ChainReader } from "./chain-reader.ts";
import { EntityStore, type StoreChange } from "./entity-store.ts";
import { createFollower } from "./follower.ts";
import type { FollowerOptions } from "./follower-options.ts";
import { HeadWatch } from "./head-watch.ts";
import type { KeptFile } from "./kept-file.ts";
import type { KeptRecord } from "./kept-records.ts";
import { KeptWriter } from "./kept-writer.ts";
import { StoreDraft } from "./store-draft.ts";

export type ChainKeeper = {
  /** Writes of the file since the start, and those that failed. */
  readonly counts: { readonly written: number; readonly failed: number };
  start(): Promise<void>;
  stop(): Promise<void>;
};

export type ChainKeeperOptions = Pick<
  FollowerOptions,
  "audience" | "deployment" | "verifier" | "transport" | "onProblem"
> & { readonly file: KeptFile };

/** Holds nothing: whoever only keeps the chain needs its proof, not what is in it. */
class NoEntities extends EntityStore {
  constructor() {
    super({});
  }

  override apply(): StoreChange[] {
    return [];
  }

  override replace(): StoreChange[] {
    return [];
  }

  override draft(): StoreDraft {
    return new NoDraft();
  }
}

class NoDraft extends StoreDraft {
  constructor() {
    super({}, { kinds: new Map(), invalid: new Map() });
  }

  override put(): void {}
}

/** Follows a chain for the sake of the file alone: everything that is proved is kept, and nothing else. */
export function createChainKeeper(options: ChainKeeperOptions): ChainKeeper {
  const { file, transport } = options;
  let isStarting = true;
  const writer = new KeptWriter({
    file,
    readAnew,
    onProblem: (error) => options.onProblem(new Error(`the config can't be kept: ${String(error)}`)),
  });
  const follower = createFollower({
    ...options,
    schemas: {},
    store: new NoEntities(),
    async readKept() {
      const records = await file.read();
      writer.begin(records);
      await file.renew(records).catch(options.onProblem);
      return records;
    },
    onTaken(kind, text) {
      if (!isStarting) writer.take(kind, text);
    },
    onApplied: () => undefined,
    onProblem(problem) {
      if (isStarting) writer.distrust();
      options.onProblem(problem);
    },
  });

  /** Proved once more, since it comes from Redis as it stands there now. */
  async function readAnew(): Promise<readonly KeptRecord[] | undefined> {
    const records: KeptRecord[] = [];
    const chain = new ChainReader({
      ...options,
      store: new NoEntities(),
      watch: new HeadWatch(Number.POSITIVE_INFINITY),
      onTaken: (kind, text) => records.push({ kind, text }),
    });
    const { version } = follower.status();
    const full = await transport.readFull();
    if (full === null) return undefined;
    chain.takeFull(full);
    while (chain.position.version < version) {
      const from = chain.position.version + 1;
      const deltas = await transport.readDeltas(from, version);
      for (const text of deltas) if (text !== null) chain.takeDelta(text);
      if (chain.position.version < from) return undefined;
    }
    const head = await transport.readHead();
    if (head !== null) chain.takeHead(head);
    return records;
  }

  return {
    counts: writer.counts,
    async start() {
      await follower.startFromKept();
      isStarting = false;
      await follower.start();
    },
    async stop() {
      await follower.stop();
      await writer.stop();
    },
  };
}
