import type { ChainState } from "../../../../apps/management/test/data-paths/chain-state.ts";
import type { TestFollower } from "../../../../apps/management/test/data-paths/test-follower.ts";
import type { Killed } from "./victim.ts";

/** Milliseconds from a commit to the follower. */
export type KillTimes = {
  /** How many died where. */
  kills: Map<string, number>;
  /** How many of them had committed and not yet published. */
  owingPublication: number;
  receivedMs: number[];
  /** Of what killed ones had committed last: somebody else published it, or it was on its way. */
  afterKillMs: number[];
};

/** @param committedAt of the instance that lives; times are in milliseconds of the machine's clock */
export function timesOf(
  killed: readonly Killed[],
  committedAt: ReadonlyMap<number, number>,
  receivedAt: ReadonlyMap<number, number>,
): KillTimes {
  const committed = new Map(committedAt);
  const last = new Set<number>();
  const kills = new Map<string, number>();
  for (const { how, commits } of killed) {
    kills.set(how, (kills.get(how) ?? 0) + 1);
    for (const { versions, at } of commits) for (const version of versions) committed.set(version, at);
    for (const version of commits.at(-1)?.versions ?? []) last.add(version);
  }
  // What was never received is among the flaws of the follower.
  const delays = [...committed].flatMap(([version, at]) => {
    const received = receivedAt.get(version);
    return received === undefined ? [] : [{ version, ms: received - at }];
  });
  const of = (isLast: boolean) =>
    delays.filter(({ version }) => last.has(version) === isLast).map(({ ms }) => ms);
  const owingPublication = killed.filter(({ owesPublication }) => owesPublication).length;
  return { kills, owingPublication, receivedMs: of(false), afterKillMs: of(true) };
}

/** Nothing that was answered is lost, and no change was made twice: no two of a run are alike. */
export function flawsOfKills({ versions, entries }: ChainState, killed: readonly Killed[]): string[] {
  const there = new Set(versions.map(({ _id }) => _id));
  const lost = killed.flatMap(({ acknowledged }) => acknowledged.filter((version) => !there.has(version)));
  const seen = new Set<string>();
  const doubled: string[] = [];
  for (const { content } of entries) {
    const change = `${content.resource.key} ${JSON.stringify(content.body)}`;
    if (seen.has(change)) doubled.push(`${change} was made twice`);
    seen.add(change);
  }
  return [...lost.map((version) => `version ${version} is lost`), ...doubled];
}

/** It has all versions one by one, from the start at 0, and has refused none. */
export function flawsOfFollower({ applied, problems }: TestFollower, { head }: ChainState): string[] {
  const first = applied.findIndex((version, index) => version !== index);
  const flaws = problems.map((problem) => `the follower refused something: ${problem}`);
  if (first !== -1) flaws.push(`the follower went from ${applied[first - 1]} to ${applied[first]}`);
  else if (applied.length !== head.version + 1)
    flaws.push(`the follower is at ${applied.at(-1)}, the head at ${head.version}`);
  return flaws;
}
