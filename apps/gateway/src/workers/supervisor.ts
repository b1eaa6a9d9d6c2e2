import cluster, { type Worker } from "node:cluster";
import type { Logger } from "@zerq/logging/logger";
import { workerEnvironment } from "../env.ts";
import { isWorkerMessage, type WorkerMessage } from "./messages.ts";

export type SupervisorOptions = {
  readonly workers: number;
  readonly instanceId: string;
  readonly logger: Logger;
  /** Milliseconds from SIGTERM until a worker that is still there is killed. */
  readonly graceMs: number;
  /** Called once, when the first worker serves. */
  onServing?(): void;
};

export type Supervisor = {
  /** @param onFatal called when a worker can't start before any has ever served: then none could */
  start(onFatal: (reason: string) => void): void;
  /** Ready: every worker has a verified snapshot and listens. */
  /** Why the gateway isn't ready; undefined when every worker is. */
  notReadyReason(): string | undefined;
  stop(): Promise<void>;
};

type Slot = { worker: Worker; isReady: boolean; why: Unready | undefined; startedAt: number };

type Unready = Extract<WorkerMessage, { zerq: "unready" }>["why"];

/** Why a gateway that serves is not ready. */
const reasons: Readonly<Record<Unready, string>> = {
  stale: "the config is older than MAX_SNAPSHOT_AGE",
  clock: "the clock is more than 30 s off management's",
};

/** A worker that dies within so many milliseconds of its start is restarted with a pause, so that a crash loop costs little. */
const QUICK_DEATH_MS = 1_000;
const PAUSE_MS = 500;

/** Keeps one worker running in each slot. A slot keeps its name, so that a restarted worker replaces the dead one in reports. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { logger, instanceId } = options;
  const slots = new Map<number, Slot>();
  let isStopping = false;
  let hasServed = false;
  let onFatal: (reason: string) => void = () => undefined;

  function fork(slot: number): void {
    if (isStopping) return;
    const worker = cluster.fork(workerEnvironment(instanceId, slot));
    const state: Slot = { worker, isReady: false, why: undefined, startedAt: performance.now() };
    slots.set(slot, state);
    worker.on("message", (message: unknown) => {
      if (!isWorkerMessage(message)) return;
      if (message.zerq === "ready") {
        state.isReady = true;
        state.why = undefined;
        if (!hasServed) options.onServing?.();
        hasServed = true;
      } else if (message.zerq === "unready") {
        state.isReady = false;
        state.why = message.why;
        hasServed = true;
      } else if (!hasServed) onFatal(message.reason);
    });
    worker.on("exit", (code, signal) => {
      state.isReady = false;
      if (isStopping) return;
      logger.warn("a worker has died and is restarted", { slot, code, signal });
      const wasQuick = performance.now() - state.startedAt < QUICK_DEATH_MS;
      if (wasQuick) setTimeout(fork, PAUSE_MS, slot);
      else fork(slot);
    });
  }

  return {
    start(whenFatal) {
      onFatal = whenFatal;
      for (let slot = 0; slot < options.workers; slot += 1) fork(slot);
    },
    notReadyReason() {
      if (isStopping) return "the gateway is stopping";
      const ready = [...slots.values()].filter((slot) => slot.isReady).length;
      if (ready === options.workers) return undefined;
      const why = [...slots.values()].find((slot) => slot.why !== undefined)?.why;
      return why === undefined
        ? `${ready} of ${options.workers} workers have a verified snapshot`
        : reasons[why];
    },
    async stop() {
      isStopping = true;
      await Promise.all([...slots.values()].map(({ worker }) => end(worker, options.graceMs)));
    },
  };
}

function end(worker: Worker, graceMs: number): Promise<void> {
  if (worker.isDead()) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => worker.process.kill("SIGKILL"), graceMs);
    worker.once("exit", () => {
      clearTimeout(force);
      resolve();
    });
    worker.process.kill("SIGTERM");
  });
}
