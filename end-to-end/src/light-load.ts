import { Agent, request } from "node:http";
import { inject } from "vitest";
import { identity, manage } from "./callers.ts";

const dev = inject("dev");
const BETWEEN_CALLS_MS = 25;
const BETWEEN_CHANGES_MS = 60;

export type Acknowledged = { id: string; name: string };
export type LightLoad = {
  /** Policies whose creation was answered with 201. */
  acknowledged: Acknowledged[];
  /** How often the gateway answered with which status; `refused` and `broken` count connections, not answers. */
  statuses: Map<string, number>;
  /** Changes that were answered with something else, or not at all. */
  failedChanges: number;
  stop(): Promise<void>;
};

/** A few changes and calls a second, one after the other, until it is stopped. */
export function startLightLoad(): LightLoad {
  const acknowledged: Acknowledged[] = [];
  const statuses = new Map<string, number>();
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  let running = true;
  const load: LightLoad = { acknowledged, statuses, failedChanges: 0, stop };

  async function changes() {
    for (let number = 0; running; number += 1) {
      const name = `under load ${Date.now()} ${number}`;
      const made = await create(name);
      if (made === undefined) load.failedChanges += 1;
      else acknowledged.push(made);
      await pause(BETWEEN_CHANGES_MS);
    }
  }
  async function calls() {
    while (running) {
      const status = await callOnce(agent);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      await pause(BETWEEN_CALLS_MS);
    }
  }
  const work = Promise.all([changes(), calls(), calls()]);
  async function stop() {
    running = false;
    await work;
    agent.destroy();
  }
  return load;
}

/** The policy, or undefined when its creation was not acknowledged. */
export async function create(name: string): Promise<Acknowledged | undefined> {
  try {
    const answer = await manage<{ id: string }>("modifier", "POST", "/policies", {
      name,
      rateLimit: { max: 10, interval: "1m" },
    });
    return answer.status === 201 ? { id: answer.body.id, name } : undefined;
  } catch {
    // Nothing answers while its process is away.
    return undefined;
  }
}

function callOnce(agent: Agent): Promise<string> {
  return new Promise((resolve) => {
    const outgoing = request(
      `${dev.gateway.url}/demo/echo`,
      { headers: identity(dev.demo), agent },
      (answer) => {
        answer.resume();
        answer.once("end", () => resolve(String(answer.statusCode)));
        answer.once("error", () => resolve("broken"));
      },
    );
    outgoing.setTimeout(10_000, () => outgoing.destroy(new Error("no answer in 10 s")));
    outgoing.once("error", (error: NodeJS.ErrnoException) => {
      resolve(
        error.code === "ECONNREFUSED" ? "refused" : error.code === "ECONNRESET" ? "broken" : error.message,
      );
    });
    outgoing.end();
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
