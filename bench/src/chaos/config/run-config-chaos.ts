import { Random } from "../../../../apps/gateway/test/limits/random.ts";
import {
  type ChainState,
  chainStateAt,
  flawsOf,
} from "../../../../apps/management/test/data-paths/chain-state.ts";
import { pause } from "../../pause.ts";
import { type Caller, startRevokedCaller, startServedCaller } from "./callers.ts";
import { type Done, drawn, faults } from "./faults.ts";
import { openForger } from "./forger.ts";
import { startSite } from "./site.ts";
import { type Acknowledged, Writer } from "./writer.ts";

/** After which a fault counts as never healed. */
const GIVE_UP_MS = 60_000;
const SENTENCES = 30;

export type ConfigChaosOptions = {
  seed: number;
  size: { managements: number; gateways: number; workers: number };
  /** The name of each round's fault; those of `drawn` at random when not given. */
  faultOf?: (round: number) => string;
  isOver: (round: number) => boolean;
  print: (line: string) => void;
};

/** `tookMs` from the end of a fault until every worker answered with what was acknowledged by then. */
export type Round = { what: string; tookMs: number; withinMs: number };
export type ConfigChaosResult = {
  rounds: Round[];
  requests: number;
  acknowledged: number;
  failed: number;
  versions: number;
  /** A sentence for each wrong answer, lost or doubled version, and break of the chain. */
  wrong: string[];
};

/** Changes and requests go on while one thing after the other fails; every answer and every version is held to what it must be. */
export async function runConfigChaos(options: ConfigChaosOptions): Promise<ConfigChaosResult> {
  const random = new Random(options.seed);
  const site = await startSite(options.size);
  try {
    const made = await site.begin();
    const forger = await openForger(site.redis.url, site.deployment);
    const pick = new Random(options.seed + 1);
    const writer = new Writer({
      managements: site.managements,
      collection: made.collection,
      token: site.token,
      pick: (items) => pick.pick(items),
    });
    const result: ConfigChaosResult = {
      rounds: [],
      requests: 0,
      acknowledged: 0,
      failed: 0,
      versions: 0,
      wrong: [],
    };
    const onWrong = (sentence: string) => {
      if (result.wrong.length < SENTENCES) result.wrong.push(`${new Date().toISOString()} ${sentence}`);
    };
    const onAnswer = () => {
      result.requests += 1;
    };
    await forger.take();
    await made.revoke();
    const callers: Caller[] = [];
    for (const gateway of site.gateways) {
      const about = { gateway, path: site.path, writer, onWrong, onAnswer };
      for (let n = 0; n < options.size.workers; n += 1) {
        callers.push(startServedCaller({ ...about, caller: made.served }));
        callers.push(startRevokedCaller({ ...about, caller: made.revoked }));
      }
    }
    writer.start(40);
    await converge(callers, 0, onWrong, "the start");
    const scene = { site, writer, forger, random };
    for (let round = 0; !options.isOver(round); round += 1) {
      const name = options.faultOf?.(round) ?? random.pick(drawn);
      const fault = faults[name];
      if (fault === undefined) throw new Error(`there is no fault ${name}`);
      await pause(random.between(0, 300));
      const done = await fault(scene);
      const took = await hold(done, writer, callers, onWrong);
      result.rounds.push(took);
      options.print(
        `${String(round + 1).padStart(4)}  ${took.what.padEnd(62)} ${took.tookMs.toFixed(0).padStart(6)} ms`,
      );
    }
    await writer.stop();
    await converge(callers, writer.committed, onWrong, "the end");
    for (const caller of callers) await caller.stop();
    forger.stop();
    const state = await chainStateAt(site.mongo.uri);
    result.wrong.push(...flawsOf(state), ...lostOrDoubled(state, writer.acknowledged));
    Object.assign(result, {
      acknowledged: writer.acknowledged.length,
      failed: writer.failed,
      versions: state.head.version,
    });
    return result;
  } finally {
    await site.stop();
  }
}

async function hold(
  done: Done,
  writer: Writer,
  callers: readonly Caller[],
  onWrong: (s: string) => void,
): Promise<Round> {
  const { what, withinMs, healedAt } = done;
  await converge(callers, writer.committed, onWrong, what);
  const tookMs = performance.now() - healedAt;
  await done.restarted;
  // And it goes on: a change that is made now arrives too.
  const before = writer.acknowledged.length;
  const deadline = performance.now() + GIVE_UP_MS;
  while (writer.acknowledged.length === before && performance.now() < deadline) await pause(5);
  if (writer.acknowledged.length === before) onWrong(`no change was acknowledged after: ${what}`);
  await converge(callers, writer.committed, onWrong, `${what}, a change afterwards`);
  return { what, tookMs, withinMs };
}

/** Waits until all callers have answers of at least this marker. */
async function converge(
  callers: readonly Caller[],
  marker: number,
  onWrong: (sentence: string) => void,
  what: string,
): Promise<void> {
  const deadline = performance.now() + GIVE_UP_MS;
  while (callers.some((caller) => caller.newest() < marker)) {
    if (performance.now() > deadline) {
      const newest = callers.map((caller) => caller.newest());
      return onWrong(`never at marker ${marker} after: ${what}; callers are at ${newest.join(", ")}`);
    }
    await pause(5);
  }
}

/** Each acknowledged change has the version that was acknowledged, and that one only. */
function lostOrDoubled({ entries }: ChainState, acknowledged: readonly Acknowledged[]): string[] {
  const byMarker = new Map<string, number[]>();
  for (const { content } of entries) {
    const marker = /"marker (\d+)"/.exec(JSON.stringify(content.body))?.[1];
    if (marker !== undefined) byMarker.set(marker, [...(byMarker.get(marker) ?? []), content.version ?? 0]);
  }
  return acknowledged.flatMap(({ marker, version }) => {
    const versions = byMarker.get(String(marker)) ?? [];
    if (versions.length === 1 && versions[0] === version) return [];
    return [
      `marker ${marker} was acknowledged as version ${version}, and is in ${versions.join(", ") || "none"}`,
    ];
  });
}
