import { hostname } from "node:os";
import type { KeyRing } from "@zerq/crypto/key-ring";
import { randomId } from "@zerq/crypto/random";
import type { Logger } from "@zerq/logging/logger";
import type { Connection } from "mongoose";
import { GONE_AFTER_MS, leaveReaders, sayWhatIsRead } from "./key-readers.ts";
import { readKeys, sealingKeys } from "./key-records.ts";
import { type PlaneKeys, planes } from "./plane-keys.ts";
import type { UsageMeter } from "./usage-meter.ts";

const LOOK_EVERY_MS = 2_000;
/** Well before the others take this instance for gone. */
const NOT_READY_AFTER_MS = (GONE_AFTER_MS * 2) / 3;

export type KeyKeeper = {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Brings the ring up to date, and says so to the other instances. */
  refresh(): Promise<void>;
  /** Why nothing should be asked of this instance: it may not know keys that the others write with. */
  notReady(): string | undefined;
};

/** Keeps an instance's ring as the database has it: keys that others made or activated are there within seconds. */
export function createKeyKeeper(options: {
  connection: Connection;
  ring: KeyRing;
  meter: UsageMeter;
  planeKeys: PlaneKeys;
  logger: Logger;
}): KeyKeeper {
  const { connection, ring, meter, logger } = options;
  const instance = randomId();
  let timer: NodeJS.Timeout | undefined;
  let refreshing: Promise<void> | undefined;
  let refreshedAt = performance.now();
  let trouble = "";
  let stopped = false;

  const { current, previous } = ring.wrappers;
  const opens = [current, ...previous].map(({ name }) => name);
  const say = () =>
    sayWhatIsRead(connection, {
      _id: instance,
      host: hostname(),
      opens,
      keys: ring.ids(),
      active: ring.activeIds(),
      planeKeys: planes.flatMap((plane) => options.planeKeys[plane].names),
    });

  async function lookOnce(): Promise<void> {
    const records = await readKeys(connection);
    // Uses first: the moment a key is active, requests encrypt with it. And a key that doesn't open here must not silence
    // what this instance has to say of the others.
    const failed = await meter
      .ensure(sealingKeys(records))
      .then(() => ring.update(records))
      .catch((error: unknown) => error);
    await say();
    if (failed !== undefined) throw failed;
    refreshedAt = performance.now();
  }

  /** One at a time; a second caller may need what the one under way has not read, so it goes after it. */
  async function refresh(): Promise<void> {
    await refreshing?.catch(() => undefined);
    refreshing ??= lookOnce().finally(() => {
      refreshing = undefined;
    });
    await refreshing;
  }

  async function look(): Promise<void> {
    try {
      await refresh();
      if (trouble !== "") logger.info("the keys can be read again");
      trouble = "";
    } catch (error) {
      if (trouble !== String(error)) logger.warn("the keys can't be brought up to date", { error });
      trouble = String(error);
    }
    if (!stopped) timer = setTimeout(() => void look(), LOOK_EVERY_MS);
  }

  return {
    refresh,
    async start() {
      // Said before the keys are read again: from now on no key comes into use that this instance has not read.
      await say();
      await refresh();
      timer = setTimeout(() => void look(), LOOK_EVERY_MS);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await refreshing?.catch(() => undefined);
      await leaveReaders(connection, instance).catch(() => undefined);
    },
    notReady() {
      if (performance.now() - refreshedAt < NOT_READY_AFTER_MS) return undefined;
      return `the keys could not be read: ${trouble}`;
    },
  };
}
