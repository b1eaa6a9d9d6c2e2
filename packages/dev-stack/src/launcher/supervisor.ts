import type { StartedProcess } from "../servers/started-process.ts";
import { LauncherError } from "./launcher-error.ts";
import { endGroup, forgetProcess, killGroup, recordProcess, stopGroup } from "./process-record.ts";

export type Service = {
  name: string;
  /** What must be ready before it starts: names of services earlier in the list, or of milestones; others don't count. */
  after: readonly string[];
  logFile?: string;
  /** What to do when it doesn't start. */
  hint?: string;
  /** @throws Error with the last lines of its output when it doesn't get ready */
  start(onSpawn: (pid: number) => void): Promise<StartedProcess>;
};

export type Supervisor = {
  /**
   * Resolves when every service is ready; each starts as soon as what it comes after is.
   * @param milestones what else services wait for, such as a build
   * @throws LauncherError naming the first that isn't ready, or the error of a milestone
   */
  start(milestones?: Readonly<Record<string, Promise<unknown>>>): Promise<void>;
  /** Stops all of them, the last one of the list first; also in the middle of a start. */
  stop(): Promise<void>;
  /** Kills all of them at once. */
  kill(): void;
};

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 5_000;
/** Whoever ran this long was healthy: the next restart is immediate. */
const HEALTHY_AFTER_MS = 10_000;
const PAUSE_FOR_THE_UNHEALTHY_MS = 200;
/** How long the workers of a killed primary may take to finish; its successor can start meanwhile. */
const ORPHANS_MAY_TAKE_MS = 3_000;

/** Runs services and starts again each one that ends. */
export function createSupervisor(
  services: readonly Service[],
  runDirectory: string,
  log: (line: string) => void,
): Supervisor {
  const pids = new Map<string, number>();
  const orphaned = new Set<number>();
  let stopping = false;

  const begin = async (service: Service): Promise<StartedProcess> => {
    const started = await service.start((pid) => {
      pids.set(service.name, pid);
      recordProcess(runDirectory, service.name, pid);
    });
    if (stopping) await started.stop();
    return started;
  };
  /** Ends what is left of its group, such as workers of a killed primary. */
  const cleanUp = ({ name }: Service) => {
    const pid = pids.get(name);
    pids.delete(name);
    forgetProcess(runDirectory, name);
    if (pid === undefined) return;
    endGroup(pid);
    orphaned.add(pid);
    setTimeout(() => {
      killGroup(pid);
      orphaned.delete(pid);
    }, ORPHANS_MAY_TAKE_MS).unref();
  };
  const beginAgain = async (service: Service): Promise<StartedProcess | undefined> => {
    for (let pause = FIRST_PAUSE_MS; !stopping; pause = Math.min(pause * 4, LONGEST_PAUSE_MS)) {
      await wait(pause);
      if (stopping) break;
      const start = Date.now();
      try {
        const started = await begin(service);
        if (!stopping) log(`${service.name} is ready again (${seconds(start)})`);
        return started;
      } catch (error) {
        if (!stopping) log(`${service.name} could not be started again: ${explain(service, error)}`);
        cleanUp(service);
      }
    }
    return undefined;
  };
  const beginFirst = async (service: Service) => {
    if (stopping) return;
    const start = Date.now();
    try {
      const started = await begin(service);
      if (stopping) return;
      log(`${service.name.padEnd(12)} ready (${seconds(start)})`);
      void keepRunning(service, started);
    } catch (error) {
      throw new LauncherError(`${service.name} did not start: ${explain(service, error)}`);
    }
  };
  const keepRunning = async (service: Service, first: StartedProcess) => {
    let running: StartedProcess | undefined = first;
    while (running !== undefined) {
      const since = Date.now();
      await running.exited;
      if (stopping) return;
      cleanUp(service);
      log(`${service.name} ended after ${seconds(since)}; starting it again`);
      if (Date.now() - since < HEALTHY_AFTER_MS) await wait(PAUSE_FOR_THE_UNHEALTHY_MS);
      running = await beginAgain(service);
    }
  };

  return {
    async start(milestones = {}) {
      const ready = new Map(Object.entries(milestones));
      for (const service of services) {
        const before = Promise.all(service.after.map((name) => ready.get(name)));
        ready.set(
          service.name,
          before.then(() => beginFirst(service)),
        );
      }
      await Promise.all(ready.values());
    },
    async stop() {
      stopping = true;
      for (const { name } of services.toReversed()) {
        const pid = pids.get(name);
        if (pid === undefined) continue;
        await stopGroup(pid);
        forgetProcess(runDirectory, name);
      }
      for (const pid of orphaned) killGroup(pid);
    },
    kill() {
      stopping = true;
      for (const pid of [...pids.values(), ...orphaned]) killGroup(pid);
      for (const name of pids.keys()) forgetProcess(runDirectory, name);
    },
  };
}

function explain({ logFile, hint }: Service, error: unknown): string {
  const more = [logFile && `Its log: ${logFile}`, hint].filter(Boolean).join(". ");
  return `${(error as Error).message}${more && `\n${more}`}`;
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

export function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
