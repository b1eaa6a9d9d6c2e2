import { Agent, type IncomingMessage, request } from "node:http";
import { identityOf, type TestCaller } from "../../../../apps/gateway/test/published-config.ts";
import { pause } from "../../pause.ts";
import type { Findings } from "../../soak/findings.ts";
import type { Gateway } from "./gateways.ts";
import type { Writer } from "./writer.ts";

const BETWEEN_MS = 15;
const PATIENCE_MS = 15_000;

type Answer = { status: number; marker: string | undefined; connection: object };

/** One kept connection to a gateway, over which requests go one after the other: its worker may know more with each, never less. */
export type Caller = {
  /** The marker of the newest answer of the gateway's present life; -1 before the first. */
  newest(): number;
  /** Waits for the request under way. */
  stop(): Promise<void>;
};

export type CallerOptions = {
  gateway: Gateway;
  path: string;
  caller: TestCaller;
  writer: Writer;
  findings: Findings;
};

/** A caller that is served: with markers that the writer has sent, and never with an older one than before. */
export function startServedCaller(options: CallerOptions): Caller {
  const { gateway, writer, findings } = options;
  const onWrong = (sentence: string) => findings.wrong(sentence);
  let newest = { life: 0, marker: -1 };
  const calls = startCalls(options, ({ status, marker, connection }, floors, life) => {
    if (status === 503 && !floors.has(connection)) return;
    const number = /^\d{1,9}$/.test(marker ?? "") ? Number(marker) : Number.NaN;
    const floor = floors.get(connection) ?? -1;
    if (status !== 200) return onWrong(`${status} for a caller that is served (marker ${floor} before)`);
    if (!(number >= 0 && number <= writer.sent))
      return onWrong(`marker ${marker}, but ${writer.sent} is the newest`);
    if (number < floor) return onWrong(`marker ${number} after marker ${floor} over one connection`);
    floors.set(connection, number);
    newest = { life, marker: number };
  });
  return { ...calls, newest: () => (newest.life === gateway.life ? newest.marker : -1) };
}

/** A caller whose access was taken away before: a worker that has refused it once never serves it again. */
export function startRevokedCaller(options: CallerOptions): Caller {
  const { gateway, findings } = options;
  let refused = 0;
  const calls = startCalls(options, ({ status, connection }, floors, life) => {
    if (status === 503 && !floors.has(connection)) return;
    if (status !== 403) return findings.wrong(`${status} for a caller whose client is not active any more`);
    floors.set(connection, 0);
    refused = life;
  });
  return { ...calls, newest: () => (refused === gateway.life ? Number.POSITIVE_INFINITY : -1) };
}

/** `floors` has the newest marker of each connection that has been answered. */
type Check = (answer: Answer, floors: WeakMap<object, number>, life: number) => void;

function startCalls({ gateway, path, caller, findings }: CallerOptions, check: Check) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const floors = new WeakMap<object, number>();
  let isRunning = true;

  async function act(): Promise<void> {
    if (!gateway.isUp) return;
    const { url, life } = gateway;
    const answer = await send(agent, url + path, caller);
    // A gateway that was killed meanwhile owes nothing.
    if (!gateway.isUp || gateway.life !== life) return;
    findings.requests += 1;
    if (answer.status === 0) findings.wrong("a connection broke");
    else check(answer, floors, life);
  }

  const work = (async () => {
    while (isRunning) {
      await act();
      await pause(BETWEEN_MS);
    }
  })();
  return {
    async stop() {
      isRunning = false;
      await work;
      agent.destroy();
    },
  };
}

/** Status 0 is a connection that broke, or an answer that didn't come. */
function send(agent: Agent, url: string, caller: TestCaller): Promise<Answer> {
  const nothing: Answer = { status: 0, marker: undefined, connection: {} };
  return new Promise((resolve) => {
    const outgoing = request(url, { agent, headers: identityOf(caller) }, (incoming: IncomingMessage) => {
      const { socket: connection, statusCode: status = 0, headers } = incoming;
      const marker = headers["x-marker"]?.toString();
      incoming.resume();
      incoming.once("end", () => resolve({ status, marker, connection }));
      incoming.once("error", () => resolve(nothing));
    });
    outgoing.setTimeout(PATIENCE_MS, () => outgoing.destroy(new Error("no answer in time")));
    outgoing.once("error", () => resolve(nothing));
    outgoing.end();
  });
}
