import type { Actor } from "./actor.ts";
import { abort, ask } from "./ask.ts";
import { Checks } from "./checks.ts";
import type { Findings } from "./findings.ts";
import type { Caller, SoakResources } from "./resources.ts";
import { streamActors } from "./stream-actors.ts";
import { BIG_BYTES, CUT_BYTES } from "./upstream.ts";

export type ActorSite = { url: string; resources: SoakResources; findings: Findings };

/** Between two actions: the machine's work goes to variety, not to numbers. */
const BETWEEN_MS = 5;
const RARELY_MS = 20;

/** Callers whose answers nothing ever changes. */
export function steadyActors({ url, resources, findings }: ActorSite): Actor[] {
  const checks = new Checks(url, findings);
  return [
    ...goodActors(checks, resources),
    ...slowActors(checks, resources.alpha.caller),
    ...refusedActors(checks, resources),
    ...badUpstreamActors(checks, resources.alpha.caller),
    ...streamActors(checks, resources.alpha.caller),
  ];
}

function actor(name: string, copies: number, act: () => Promise<unknown>, betweenMs = BETWEEN_MS): Actor {
  return {
    name,
    copies,
    betweenMs,
    async act() {
      await act();
    },
  };
}

function goodActors(checks: Checks, { alpha, beta, limited }: SoakResources): Actor[] {
  const echo = (who: string, caller: Caller, path: string) => async () => {
    const body = "b".repeat(Math.floor(Math.random() * 50_000));
    const options = Math.random() < 0.5 ? { caller } : { caller, method: "POST", body };
    const sent = "body" in options ? body.length : 0;
    await checks.own(who, path, options, (rest) => rest === String(sent));
  };
  return [
    actor("alpha", 3, echo("alpha", alpha.caller, "/open/echo")),
    actor("beta", 2, echo("beta", beta.caller, "/other/echo")),
    actor("limited", 1, () => checks.answer("limited", "/open/echo", [200, 429], { caller: limited.caller })),
    actor("big", 1, async () => {
      const answer = await checks.answer("big", "/open/big", [200], { caller: alpha.caller });
      if (answer.status === 200 && answer.body.length !== BIG_BYTES)
        checks.findings.wrong(`big: ${answer.body.length} bytes`);
    }),
  ];
}

function slowActors(checks: Checks, caller: Caller): Actor[] {
  const body = "s".repeat(20_000);
  return [
    actor("slow reader", 2, () =>
      checks.own("slow reader", "/open/big", { caller, readPauseMs: 30 }, (rest) => /^\.+$/.test(rest)),
    ),
    actor("slow sender", 2, () =>
      checks.own(
        "slow sender",
        "/open/echo",
        { caller, method: "POST", body, sendPauseMs: 100 },
        (rest) => rest === String(body.length),
      ),
    ),
    actor("aborter", 2, () => abort(`${checks.url}/open/big`, caller, Math.random() * 20)),
    actor("aborter of streams", 1, () => abort(`${checks.url}/open/events`, caller, Math.random() * 300)),
  ];
}

function refusedActors(checks: Checks, { alpha, beta }: SoakResources): Actor[] {
  const strange = { ...alpha.caller, token: beta.caller.token };
  const refused = (who: string, path: string, status: number, options: Parameters<typeof ask>[1] = {}) =>
    actor(who, 1, () => checks.answer(who, path, [status], options), RARELY_MS);
  return [
    refused("stranger", "/open/echo", 401, { caller: strange }),
    refused("nobody", "/open/echo", 401),
    refused("lost", "/open/nothing", 404, { caller: alpha.caller }),
    refused("trespasser", "/open/echo", 403, { caller: beta.caller }),
    refused("deleter", "/open/echo", 405, { caller: alpha.caller, method: "DELETE" }),
  ];
}

function badUpstreamActors(checks: Checks, caller: Caller): Actor[] {
  const { url, findings } = checks;
  return [
    actor("hanging", 2, () => checks.answer("hanging", "/open/hang", [504], { caller })),
    actor("dead", 1, () => checks.answer("dead", "/dead/echo", [502], { caller }), RARELY_MS),
    actor(
      "cut",
      1,
      async () => {
        const answer = await ask(`${url}/open/cut`, { caller });
        findings.count("cut", answer.status);
        // Half a body must never look like a whole one.
        const looksWhole = answer.isWhole && answer.status === 200;
        if (looksWhole || answer.body.length >= CUT_BYTES || ![0, 200, 502].includes(answer.status))
          findings.wrong(`cut: ${answer.status} with ${answer.body.length} bytes, whole ${answer.isWhole}`);
      },
      RARELY_MS,
    ),
    actor("slow", 2, async () => {
      const answer = await checks.answer("slow", "/open/slow", [200], { caller });
      const lines = answer.body.split("\n").slice(0, -1);
      if (answer.status === 200 && !lines.every((line, n) => line === `${answer.marker} ${n}`))
        findings.wrong(`slow: ${answer.body.slice(0, 200)}`);
    }),
  ];
}
