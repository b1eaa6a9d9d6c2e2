import type { Logger } from "@zerq/logging/logger";
import type { Audience } from "@zerq/plane-protocol/delta";
import type { Head } from "../changes/head.ts";
import type { AudienceChannel, AudienceSnapshot, Published } from "./audience-channel.ts";
import type { ConfigVersion } from "./config-version.model.ts";

const SWEEP_MS = 100;
const HEAD_MS = 5_000;
const ROWS_AT_ONCE = 100;
/**
 * What is committed is published a moment later by its committer. Only what is still missing after so long is read from the outbox:
 * among many changes every sweep would come upon some that are on their way.
 */
const ON_ITS_WAY_MS = 50;
/** How many versions may pass before the full snapshot is renewed, and how old it may become. */
const FULL_EVERY = 500;
const FULL_MAX_AGE_MS = 600_000;

const nothing: Published = { version: null, fullVersion: -1, fullTime: 0 };

export type SweptChannel = AudienceChannel & { snapshot(): Promise<AudienceSnapshot> };

export type Sweeper = { start(): Promise<void>; stop(): Promise<void> };

/**
 * Compares what Redis has with what is committed, ten times a second, and closes every gap from the outbox; an emptied,
 * or tampered, Redis is begun anew with a full snapshot. Signs the head every five seconds.
 */
export function createSweeper(options: {
  /** May grow with `readHead`, when a gateway group was declared. */
  channels: readonly SweptChannel[];
  readHead(): Promise<Head>;
  /** The same for whoever signs then. @throws when this instance may not */
  readToSign(): Promise<Head>;
  /** Rows of the versions after one, in order. */
  readRows(after: number, most: number): Promise<ConfigVersion[]>;
  readRow(version: number): Promise<ConfigVersion | null>;
  onPublished(audience: Audience, version: number): void;
  logger: Logger;
}): Sweeper {
  const { channels, readHead, readToSign, logger } = options;
  const works = new Set<Promise<void>>();
  const troubles = new Map<string, string>();
  const timers = new Map<string, NodeJS.Timeout>();
  /** The epoch in which this instance has last found, or begun, what is in Redis. */
  const epochs = new Map<Audience, number>();
  let stopped = false;

  async function sweep(): Promise<void> {
    // Those of now: a group that comes up meanwhile has its turn with the next sweep.
    const swept = [...channels];
    const found = await Promise.all(swept.map((channel) => channel.published()));
    // Read after Redis: what is published was committed before, so Redis can't honestly be ahead of this.
    const head = await readHead();
    await Promise.all(swept.map((channel, index) => close(channel, found[index] ?? nothing, head)));
  }

  async function close(channel: SweptChannel, found: Published, head: Head): Promise<void> {
    const version = /^\d{1,15}$/.test(found.version ?? "") ? Number(found.version) : undefined;
    if (version !== undefined && version > head.version)
      logger.warn(
        "Redis is ahead of the database, as after a restore of it (docs/redis.md), or by a forgery",
        {
          audience: channel.audience,
          found: version,
          version: head.version,
        },
      );
    if (version === undefined || version > head.version) return begin(channel, found.version);
    if (epochs.get(channel.audience) !== head.epoch && (await goOver(channel, found.version))) return;
    await fill(channel, version < head.version ? await lookAgain(channel, version, head) : version, head);
    const behind = head.version - found.fullVersion;
    const age = Math.abs(Date.now() - found.fullTime);
    // Ahead of the head it can't be: then the mark is forged.
    const isDue = behind >= FULL_EVERY || behind < 0 || age > FULL_MAX_AGE_MS;
    // Whoever trusts the present signing key alone can begin with nothing else.
    if (isDue || !(await channel.isUnderKeyInUse())) await renewFull(channel);
  }

  /** @returns the published version after a moment; what isn't one is found, and mended, by the next sweep */
  async function lookAgain(channel: SweptChannel, before: number, head: Head): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve, ON_ITS_WAY_MS));
    const now = Number.parseInt((await channel.published()).version ?? "", 10) || 0;
    return Math.min(Math.max(before, now), head.version);
  }

  async function fill(channel: SweptChannel, published: number, head: Head): Promise<void> {
    let at = published;
    while (at < head.version && !stopped) {
      const rows = await options.readRows(at, Math.min(ROWS_AT_ONCE, head.version - at));
      // What Redis claims is older than the chain of this audience.
      if (!rows.every(channel.isIn)) return begin(channel, String(published));
      const now = rows.length === 0 ? at : await channel.push(rows);
      // -1: Redis was emptied at this moment; the next sweep begins anew.
      if (now === -1) return;
      if (now <= at)
        throw new Error(`the outbox has no version ${at + 1}, but the head is at ${head.version}`);
      at = now;
    }
    options.onPublished(channel.audience, at);
  }

  async function begin(channel: SweptChannel, found: string | null): Promise<void> {
    const { audience } = channel;
    await readToSign();
    const snapshot = await channel.snapshot();
    const { version } = snapshot.head;
    logger.info("beginning anew in Redis with a full snapshot", { audience, found, version });
    await channel.reset(snapshot, found, await options.readRow(version));
    await writeHead(channel);
  }

  /**
   * Begins anew where Redis is of an earlier epoch: what was signed in that takes nobody over to this one. Every instance that
   * was there before does: the one that signs the new head first may end before it has begun anew.
   * @returns whether it has
   */
  async function goOver(channel: SweptChannel, found: string | null): Promise<boolean> {
    const [earlier, { epoch }] = [await channel.signedEpoch(), await readHead()];
    const before = Math.min(earlier ?? epoch, epochs.get(channel.audience) ?? epoch);
    const isEarlier = found !== null && before < epoch;
    // The head comes first, since whoever hears of the new snapshot looks at the head for its epoch.
    if (isEarlier) {
      await writeHead(channel);
      await begin(channel, found);
    }
    epochs.set(channel.audience, epoch);
    return isEarlier;
  }

  async function renewFull(channel: SweptChannel): Promise<void> {
    const { version } = await readToSign();
    if (!(await channel.claimFull())) return;
    if (!(await channel.foldFull(version))) await channel.storeFull(await channel.snapshot());
  }

  async function writeHead(channel: SweptChannel): Promise<void> {
    // The time comes first: at that time the head was at least what is read then.
    const time = Date.now();
    await channel.writeHead(await readToSign(), time);
  }

  async function lookAfter(): Promise<void> {
    for (const channel of [...channels]) {
      await goOver(channel, (await channel.published()).version);
      await writeHead(channel);
      const { version, fullVersion } = await channel.published();
      if (version === null) continue;
      await pushAgain(channel, fullVersion);
      if (!(await channel.isWhole())) await renewFull(channel);
    }
  }

  /**
   * Deltas that are gone, or have something else in their place: whoever starts from the full snapshot needs them all. Rows are
   * read from the first that isn't as it was pushed, and those that another instance has pushed once.
   */
  async function pushAgain(channel: SweptChannel, fullVersion: number): Promise<void> {
    for (let at = await channel.untouchedFrom(Math.max(0, fullVersion)); !stopped; ) {
      const rows = await options.readRows(at, ROWS_AT_ONCE);
      if (rows.length === 0 || (await channel.push(rows)) === -1) return;
      at += rows.length;
    }
  }

  /** Trouble shows once, not ten times a second, and so does its end. */
  async function guarded(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (troubles.delete(what) && !stopped) logger.info(`${what} works again`);
    } catch (error) {
      const text = String(error);
      if (troubles.get(what) !== text && !stopped) logger.warn(`${what} fails; it is tried again`, { error });
      troubles.set(what, text);
    }
  }

  /** Runs the work again and again, with pauses; the jitter keeps several instances from running in step. */
  async function repeat(what: string, everyMs: number, work: () => Promise<void>) {
    const run = guarded(what, work);
    works.add(run);
    await run;
    works.delete(run);
    if (stopped) return;
    const pause = everyMs * (0.75 + Math.random() / 2);
    timers.set(
      what,
      setTimeout(() => void repeat(what, everyMs, work), pause),
    );
  }

  return {
    async start() {
      await repeat("the sweep of the outbox", SWEEP_MS, sweep);
      await repeat("signing the head", HEAD_MS, lookAfter);
    },
    async stop() {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(works);
    },
  };
}
