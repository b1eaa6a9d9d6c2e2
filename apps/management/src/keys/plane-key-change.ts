import { AppError } from "@zerq/errors/app-error";
import type { Logger } from "@zerq/logging/logger";
import type { GatewayReport } from "@zerq/plane-protocol/report";
import type { ChangeLog } from "../changes/change-log.ts";
import { type Head, readHead } from "../changes/head.ts";
import type { GatewayRegistry } from "../gateways/gateway-registry.ts";
import type { ResourceContext } from "../resources/resource-kind.ts";
import { liveReaders, notAll } from "./key-readers.ts";
import { type Plane, type PlaneKeyStatus, type PlaneKeys, planeSettings, planes } from "./plane-keys.ts";
import { resealAll } from "./reseal-all.ts";

const LOOK_EVERY_MS = 2_000;

export type PlaneKeyChange = {
  status(): Promise<PlaneKeyStatus[]>;
  start(): void;
  stop(): Promise<void>;
};

/** What a gateway says that it accepts; undefined where it says nothing, as gateways of before do. `portal` isn't theirs. */
const accepted: Readonly<Record<Exclude<Plane, "portal">, (report: GatewayReport) => string[] | undefined>> =
  {
    snapshot: ({ snapshotKeys }) => snapshotKeys,
    signing: ({ verifyKeys }) => verifyKeys,
  };

/**
 * Takes new keys of SNAPSHOT_KEY, PORTAL_KEY and CONFIG_SIGNING_KEY into use, once every running instance of management holds
 * them and every gateway accepts those that concern it: so nobody seals what another can't open, or signs what another doesn't
 * believe, in whatever order they were restarted. Where the key in use is given up, at once.
 */
export function createPlaneKeyChange(options: {
  context: ResourceContext;
  keys: PlaneKeys;
  changes: ChangeLog;
  gateways: Pick<GatewayRegistry, "known">;
  logger: Logger;
}): PlaneKeyChange {
  const { context, keys, changes, gateways, logger } = options;
  const { connection } = context;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;
  let told = "";

  async function lacking(plane: Plane): Promise<string[]> {
    const name = keys[plane].wantedName;
    const instances = notAll(
      await liveReaders(connection),
      (reader) => reader.planeKeys?.includes(name) === true,
    );
    if (plane === "portal") return instances;
    // A silent one too: it may hang, and serve on by what it has when it comes back.
    const without = gateways.known().filter(({ report }) => accepted[plane](report)?.includes(name) !== true);
    return [...instances, ...without.map(({ report }) => `gateway ${report.workerId}`)];
  }

  async function statusOf(plane: Plane, { planeKeys }: Head): Promise<PlaneKeyStatus> {
    const inUse = planeKeys?.[plane] ?? keys[plane].usedName;
    const next = isChanging(plane, planeKeys) ? keys[plane].wantedName : null;
    const waitingFor = next === null ? [] : await lacking(plane);
    return { setting: planeSettings[plane], inUse, next, waitingFor };
  }

  const isChanging = (plane: Plane, planeKeys: Head["planeKeys"]) =>
    planeKeys?.[plane] !== keys[plane].wantedName || planeKeys.unfinished?.[plane] === true;

  async function status(): Promise<PlaneKeyStatus[]> {
    const head = await readHead(connection);
    return Promise.all(planes.map((plane) => statusOf(plane, head)));
  }

  async function look(): Promise<void> {
    const head = await readHead(connection);
    const all = await Promise.all(planes.map(async (plane) => ({ plane, ...(await statusOf(plane, head)) })));
    const pending = all.filter(({ next }) => next !== null);
    if (pending.length === 0) return;
    const isFree = ({ inUse, waitingFor }: PlaneKeyStatus) =>
      waitingFor.length === 0 || keys.givenUp.has(inUse);
    const ready = pending.filter(isFree);
    const waitingFor = [...new Set(pending.flatMap((each) => each.waitingFor))];
    if (ready.length === 0)
      return tell("a new key is not in use yet: not everybody holds it", { waitingFor });
    await changeOver(new Set(ready.map(({ plane }) => plane)));
    const settings = ready.map(({ setting }) => setting);
    const left = [...new Set(ready.flatMap((each) => each.waitingFor))];
    if (left.length === 0)
      return tell("new keys are in use; the earlier ones can be taken away", { settings });
    logger.warn("new keys are in use in the place of those given up, and not everybody has them", {
      ...{ settings, without: left },
    });
  }

  async function changeOver(ready: ReadonlySet<Plane>): Promise<void> {
    keys.isChanging = true;
    try {
      await resealAll({ context, keys, ready, changes }, { isStopped: () => stopped });
    } catch (error) {
      // Another instance has done it.
      if (!(error instanceof AppError && error.code === "conflict")) throw error;
    } finally {
      keys.isChanging = false;
    }
  }

  /** The same again is told once. */
  function tell(what: string, more: Readonly<Record<string, unknown>>): void {
    const text = what + JSON.stringify(more);
    if (text !== told) logger.info(what, more);
    told = text;
  }

  function lookAgain(): void {
    looking = look()
      .catch((error: unknown) => tell("a new key can't be taken into use; it is tried again", { error }))
      .finally(() => {
        if (!stopped) timer = setTimeout(lookAgain, LOOK_EVERY_MS);
      });
  }

  return {
    status,
    start: lookAgain,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
