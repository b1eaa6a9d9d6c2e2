import { pause } from "../pause.ts";
import { type Ask, abort, ask, stream, upgrade } from "./ask.ts";
import type { Findings } from "./findings.ts";
import type { Caller, SoakResources } from "./resources.ts";
import { BIG_BYTES, CUT_BYTES } from "./upstream.ts";

/** Something that one kind of caller does once; it is done again and again until the soak ends. */
export type Actor = { name: string; copies: number; betweenMs: number; act(): Promise<void> };

export type ActorSite = { url: string; resources: SoakResources; findings: Findings };

/** Between actions of well-behaved callers: the machine's work goes to variety, not to numbers. */
const BETWEEN_MS = 5;
const EVENTS_READ = 15;
let nonces = 0;

/** Callers whose answers nothing ever changes. */
export function steadyActors({ url, resources, findings }: ActorSite): Actor[] {
  const { alpha, beta, limited } = resources;

  async function expectAnswer(who: string, path: string, wanted: readonly number[], options: Ask) {
    const nonce = `n${nonces++}`;
    const answer = await ask(`${url}${path}?nonce=${nonce}`, options);
    findings.count(who, answer.status);
    if (!wanted.includes(answer.status))
      findings.wrong(`${who} ${path}: ${answer.status} instead of ${wanted.join("/")} ${answer.problem}`);
    return { ...answer, marker: `${options.caller?.clientId} ${nonce}` };
  }

  /** Whose answer it is: one of another client's, or of another request, is the worst that can happen. */
  async function expectOwn(who: string, path: string, options: Ask, isRight: (rest: string) => boolean) {
    const answer = await expectAnswer(who, path, [200], options);
    if (answer.status !== 200) return;
    const isOwn = answer.isWhole && answer.body.startsWith(`${answer.marker} `);
    if (!isOwn || !isRight(answer.body.slice(answer.marker.length + 1)))
      findings.wrong(
        `${who} ${path}: ${answer.body.length} bytes, whole ${answer.isWhole}: ${answer.body.slice(0, 80)} ${answer.problem}`,
      );
  }

  const echo = (who: string, caller: Caller, path: string) => async () => {
    const body = "b".repeat(Math.floor(Math.random() * 50_000));
    const options = Math.random() < 0.5 ? { caller } : { caller, method: "POST", body };
    const sent = "body" in options ? body.length : 0;
    await expectOwn(who, path, options, (rest) => rest === String(sent));
  };
  const refused = (who: string, path: string, status: number, options: Ask) => async () => {
    await expectAnswer(who, path, [status], options);
  };
  const actor = (name: string, copies: number, act: () => Promise<void>, betweenMs = BETWEEN_MS): Actor => ({
    name,
    copies,
    betweenMs,
    act,
  });
  const strange = { ...alpha.caller, token: beta.caller.token };

  return [
    actor("alpha", 3, echo("alpha", alpha.caller, "/open/echo")),
    actor("beta", 2, echo("beta", beta.caller, "/other/echo")),
    actor("slow reader", 2, () =>
      expectOwn("slow reader", "/open/big", { caller: alpha.caller, readPauseMs: 30 }, (rest) =>
        /^\.+$/.test(rest),
      ),
    ),
    actor("big", 1, async () => {
      const answer = await expectAnswer("big", "/open/big", [200], { caller: alpha.caller });
      if (answer.status === 200 && answer.body.length !== BIG_BYTES)
        findings.wrong(`big: ${answer.body.length}`);
    }),
    actor("slow sender", 2, () =>
      expectOwn(
        "slow sender",
        "/open/echo",
        { caller: alpha.caller, method: "POST", body: "s".repeat(20_000), sendPauseMs: 100 },
        (rest) => rest === "20000",
      ),
    ),
    actor("aborter", 2, () => abort(`${url}/open/big`, alpha.caller, Math.random() * 20)),
    actor("aborter of streams", 1, () => abort(`${url}/open/events`, alpha.caller, Math.random() * 300)),
    actor("stranger", 1, refused("stranger", "/open/echo", 401, { caller: strange }), 20),
    actor("nobody", 1, refused("nobody", "/open/echo", 401, {}), 20),
    actor("lost", 1, refused("lost", "/open/nothing", 404, { caller: alpha.caller }), 20),
    actor("trespasser", 1, refused("trespasser", "/open/echo", 403, { caller: beta.caller }), 20),
    actor(
      "deleter",
      1,
      refused("deleter", "/open/echo", 405, { caller: alpha.caller, method: "DELETE" }),
      20,
    ),
    actor("hanging", 2, refused("hanging", "/open/hang", 504, { caller: alpha.caller })),
    actor("dead", 1, refused("dead", "/dead/echo", 502, { caller: alpha.caller }), 20),
    actor("cut", 1, () => expectCut(), 20),
    actor("slow", 2, async () => {
      const answer = await expectAnswer("slow", "/open/slow", [200], { caller: alpha.caller });
      const lines = answer.body.split("\n").slice(0, -1);
      if (answer.status === 200 && !lines.every((line, n) => line === `${answer.marker} ${n}`))
        findings.wrong(`slow: ${answer.body.slice(0, 200)}`);
    }),
    actor("limited", 1, async () => {
      await expectAnswer("limited", "/open/echo", [200, 429], { caller: limited.caller });
    }),
    actor("events", 3, () => readEvents()),
    actor("socket", 3, () => useSocket()),
  ];

  /** Half a body must never look like a whole one. */
  async function expectCut(): Promise<void> {
    const answer = await ask(`${url}/open/cut`, { caller: alpha.caller });
    findings.count("cut", answer.status);
    if (answer.isWhole && answer.status === 200) findings.wrong(`cut: whole of ${answer.body.length} bytes`);
    if (answer.body.length >= CUT_BYTES || ![0, 200, 502].includes(answer.status))
      findings.wrong(`cut: ${answer.status} with ${answer.body.length} bytes`);
  }

  async function readEvents(): Promise<void> {
    const nonce = `n${nonces++}`;
    let text = "";
    const ended = await stream(`${url}/open/events?nonce=${nonce}`, alpha.caller, (piece) => {
      text += piece;
      return text.split("\n\n").length <= EVENTS_READ;
    });
    findings.streams += 1;
    findings.count("events", ended.status);
    const events = text.split("\n\n").slice(0, EVENTS_READ);
    const right = (event: string, n: number) => event === `data: ${alpha.caller.clientId} ${nonce} ${n}`;
    if (ended.status !== 200 || ended.wasCut || !events.every(right))
      findings.wrong(`events: ${ended.status}, cut ${ended.wasCut}, ${text.slice(-200)}`);
  }

  async function useSocket(): Promise<void> {
    const nonce = `n${nonces++}`;
    const socket = await upgrade(`${url}/open/socket?nonce=${nonce}`, alpha.caller);
    findings.count("socket", typeof socket === "number" ? socket : 101);
    if (typeof socket === "number") return findings.wrong(`socket: ${socket} instead of 101`);
    findings.streams += 1;
    for (let n = 0; n < 5; n += 1) {
      socket.write(`message ${n}`);
      const answer = await Promise.race([
        new Promise<string>((resolve) => socket.once("data", (chunk: Buffer) => resolve(chunk.toString()))),
        pause(20_000).then(() => "nothing"),
      ]);
      if (answer !== `${alpha.caller.clientId} ${nonce} message ${n}`) findings.wrong(`socket: ${answer}`);
      await pause(50);
    }
    socket.destroy();
  }
}
