import { Agent, request } from "node:http";
import { identityOf, type TestCaller } from "../../../apps/gateway/test/published-config.ts";
import type { Answered, Subject } from "./subject.ts";

/** A way to call a subject. */
export type Target = { name: string; subject: Subject; path: string; caller: TestCaller };

export type PacedLoad = {
  readonly requests: number;
  /** Requests over a connection of their own. */
  readonly connections: number;
  readonly serverErrors: number;
  /** A sentence for each wrong answer. */
  readonly wrong: readonly string[];
  /** Waits for what is under way. @returns requests a second that were begun */
  stop(): Promise<number>;
};

const TICK_MS = 5;
/** More than this many under way, and no more begin: what doesn't keep up shows in the rate. */
const MOST_UNDER_WAY = 600;
/** Each so many requests one comes over a new connection; has no factor in common with usual numbers of targets. */
const FRESH_EVERY = 7;
const SENTENCES = 50;

/** Calls the targets of all gateways in turns, so many times a second. @param targets read anew at each request, since they change */
export function startPacedLoad(
  urls: readonly string[],
  perSecond: number,
  targets: () => readonly Target[],
): PacedLoad {
  const agent = new Agent({ keepAlive: true, maxSockets: MOST_UNDER_WAY });
  const load = { requests: 0, connections: 0, serverErrors: 0, wrong: [] as string[] };
  let [underWay, turn] = [0, 0];
  let onIdle: () => void = () => undefined;
  const began = performance.now();

  function call(url: string, { name, subject, path, caller }: Target): void {
    const isRight = subject.expect();
    underWay += 1;
    load.requests += 1;
    const isFresh = load.requests % FRESH_EVERY === 0;
    if (isFresh) load.connections += 1;
    const done = (answer: Answered) => {
      underWay -= 1;
      if (answer.status >= 500) load.serverErrors += 1;
      if (!isRight(answer) && load.wrong.length < SENTENCES)
        load.wrong.push(`${name}: ${answer.status} of ${answer.marker}, but ${subject.describe()}`);
      if (underWay === 0) onIdle();
    };
    send(isFresh ? false : agent, url + path, caller, done);
  }

  const timer = setInterval(() => {
    const due = ((performance.now() - began) / 1_000) * perSecond;
    const now = targets();
    while (load.requests < due && underWay < MOST_UNDER_WAY) {
      const target = now[turn % now.length];
      const url = urls[Math.floor(turn / now.length) % urls.length];
      if (target === undefined || url === undefined) return;
      turn += 1;
      call(url, target);
    }
  }, TICK_MS);
  return Object.assign(load, {
    async stop() {
      clearInterval(timer);
      const rate = load.requests / ((performance.now() - began) / 1_000);
      if (underWay > 0)
        await new Promise<void>((resolve) => {
          onIdle = resolve;
        });
      agent.destroy();
      return rate;
    },
  });
}

/** Status 0 is a connection that broke. @param agent false: over a connection of its own */
function send(agent: Agent | false, url: string, caller: TestCaller, done: (answer: Answered) => void): void {
  const broken = () => done({ status: 0, marker: 0 });
  let isOver = false;
  const once = (end: () => void) => () => {
    if (isOver) return;
    isOver = true;
    end();
  };
  const outgoing = request(url, { agent, headers: identityOf(caller) }, (incoming) => {
    const answer = {
      status: incoming.statusCode ?? 0,
      marker: Number(incoming.headers["x-marker"] ?? 0),
    };
    incoming.resume();
    incoming.once(
      "end",
      once(() => done(answer)),
    );
    incoming.once("error", once(broken));
  });
  outgoing.once("error", once(broken));
  outgoing.end();
}
