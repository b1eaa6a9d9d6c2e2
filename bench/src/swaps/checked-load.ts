import { Agent, request } from "node:http";
import { identityOf, type TestCaller } from "../../../apps/gateway/test/published-config.ts";
import type { PublishedTables } from "./published-tables.ts";

const CONNECTIONS = 6;

export type CheckedLoad = {
  readonly answers: number;
  /** The newest table that has answered. */
  readonly marker: number;
  /** A sentence for each wrong answer. */
  readonly wrong: readonly string[];
  stop(): Promise<void>;
};

type Answer = { status: number; marker: number };

/**
 * Calls a gateway with one worker without a pause and holds every answer to what it must be: a caller is served by tables that
 * never go back, a stranger by none, and what isn't published isn't there.
 */
export function startCheckedLoad(url: string, tables: PublishedTables): CheckedLoad {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const wrong: string[] = [];
  let [answers, marker, isRunning] = [0, 0, true];

  async function call() {
    while (isRunning) {
      const least = marker;
      const served = await send(tables.path, tables.caller);
      if (served.status !== 200 || served.marker < least)
        wrong.push(`${served.status} of table ${served.marker} after table ${least}`);
      marker = Math.max(marker, served.marker);
      answers += 1;
      // Every so often the ones that must be refused.
      if (answers % 10 === 0) await expectStatus(401, tables.path, tables.intruder);
      if (answers % 10 === 5) await expectStatus(404, "/collection-0/nothing", tables.caller);
    }
  }

  async function expectStatus(status: number, path: string, caller: TestCaller): Promise<void> {
    const answer = await send(path, caller);
    answers += 1;
    if (answer.status !== status) wrong.push(`${answer.status} instead of ${status} for ${path}`);
  }

  /** Status 0 is a connection that broke, which is wrong too. */
  function send(path: string, caller: TestCaller): Promise<Answer> {
    return new Promise((resolve) => {
      const outgoing = request(url + path, { agent, headers: identityOf(caller) }, (incoming) => {
        const found = { status: incoming.statusCode ?? 0, marker: Number(incoming.headers["x-marker"] ?? 0) };
        incoming.resume();
        incoming.once("end", () => resolve(found));
        incoming.once("error", () => resolve({ status: 0, marker: 0 }));
      });
      outgoing.once("error", () => resolve({ status: 0, marker: 0 }));
      outgoing.end();
    });
  }

  const work = Promise.all(Array.from({ length: CONNECTIONS }, call));
  return {
    get answers() {
      return answers;
    },
    get marker() {
      return marker;
    },
    wrong,
    async stop() {
      isRunning = false;
      await work;
      agent.destroy();
    },
  };
}
