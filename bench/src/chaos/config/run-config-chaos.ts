import {
  type ChainState,
  chainStateAt,
  flawsOf,
} from "../../../../apps/management/test/data-paths/chain-state.ts";
import { pause } from "../../pause.ts";
import { converge, hold, type Round } from "./converge.ts";
import { drawn, faults } from "./faults.ts";
import { openScene, type Scene } from "./scene.ts";
import { type Site, startSite } from "./site.ts";
import type { Acknowledged } from "./writer.ts";

const BETWEEN_CHANGES_MS = 40;
/** Before each fault, at random: so long things are as they should be. */
const QUIET_MS = 300;

export type ConfigChaosOptions = {
  seed: number;
  size: { managements: number; gateways: number; workers: number };
  /** The name of each round's fault; those of `drawn` at random when not given. */
  faultOf?: (round: number) => string;
  isOver: (round: number) => boolean;
  print: (line: string) => void;
};

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
  const site = await startSite(options.size);
  try {
    return await chaosAt(site, options);
  } finally {
    await site.stop();
  }
}

async function chaosAt(site: Site, options: ConfigChaosOptions): Promise<ConfigChaosResult> {
  const scene = await openScene(site, options);
  const { writer, callers, findings } = scene;
  writer.start(BETWEEN_CHANGES_MS);
  await converge(scene, 0, "the start");
  const rounds: Round[] = [];
  while (!options.isOver(rounds.length)) {
    const round = await oneRound(scene, options.faultOf?.(rounds.length) ?? scene.random.pick(drawn));
    rounds.push(round);
    const cells = [
      String(rounds.length).padStart(4),
      round.what.padEnd(60),
      `${round.tookMs.toFixed(0).padStart(6)} ms`,
      `${round.nextMs.toFixed(0).padStart(6)} ms`,
    ];
    options.print(cells.join("  "));
  }
  await writer.stop();
  await converge(scene, writer.committed, "the end");
  for (const caller of callers) await caller.stop();
  scene.forger.stop();
  const state = await chainStateAt(site.mongo.uri);
  return {
    rounds,
    requests: findings.requests,
    acknowledged: writer.acknowledged.length,
    failed: writer.failed,
    versions: state.head.version,
    wrong: [...findings.sentences, ...flawsOf(state), ...lostOrDoubled(state, writer.acknowledged)],
  };
}

async function oneRound(scene: Scene, name: string): Promise<Round> {
  const fault = faults[name];
  if (fault === undefined) throw new Error(`there is no fault ${name}`);
  await pause(scene.random.between(0, QUIET_MS));
  return hold(scene, await fault(scene));
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
