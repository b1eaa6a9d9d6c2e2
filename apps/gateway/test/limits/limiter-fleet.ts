import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LimitDecision } from "../../src/limits/limiter.ts";
import type { LimiterProcessOptions } from "./limiter-process.ts";

const program = fileURLToPath(new URL("./limiter-process.ts", import.meta.url));

type Counts = Record<LimitDecision["outcome"], number>;

/** Worker processes that hammer one limit. */
export class LimiterFleet {
  readonly #processes: { child: ChildProcess; admissions: string }[] = [];

  /** @param directory for what they write */
  static async start(
    count: number,
    directory: string,
    options: Omit<LimiterProcessOptions, "admissions">,
  ): Promise<LimiterFleet> {
    const fleet = new LimiterFleet();
    await Promise.all(
      Array.from({ length: count }, (_, index) => fleet.#start(join(directory, `${index}`), options)),
    );
    return fleet;
  }

  async #start(admissions: string, options: Omit<LimiterProcessOptions, "admissions">): Promise<void> {
    const child = fork(program, [JSON.stringify({ ...options, admissions })], {
      execArgv: ["--conditions=zerq-source"],
    });
    this.#processes.push({ child, admissions });
    await once(child, "message");
  }

  go(): void {
    for (const { child } of this.#processes) child.send("go");
  }

  /** SIGKILL for one of them. */
  async kill(index: number): Promise<void> {
    const child = this.#processes[index]?.child;
    if (child === undefined) throw new Error("no such process");
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  /** Lets those that live finish. */
  async stop(): Promise<Counts> {
    const sum: Counts = { admitted: 0, refused: 0, unavailable: 0 };
    const living = this.#processes.filter(({ child }) => child.connected);
    await Promise.all(
      living.map(async ({ child }) => {
        const exited = once(child, "exit");
        const [counts] = (await Promise.all([once(child, "message"), child.send("stop")]))[0] as [Counts];
        for (const outcome of ["admitted", "refused", "unavailable"] as const)
          sum[outcome] += counts[outcome];
        await exited;
      }),
    );
    return sum;
  }

  /** When requests were admitted, in ms by the machine's monotonic clock. */
  admissions(): number[] {
    return this.#processes.flatMap(({ admissions }) =>
      readFileSync(admissions, "utf8").split("\n").filter(Boolean).map(Number),
    );
  }
}
