import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  parsePublicKey,
} from "@zerq/crypto/signing";
import { freshMongo, freshRedis } from "@zerq/test-kit/stores";
import { Random } from "../../../../apps/gateway/test/limits/random.ts";
import {
  type ChainState,
  chainStateAt,
  flawsOf,
} from "../../../../apps/management/test/data-paths/chain-state.ts";
import {
  type Instance,
  openInstance,
  putNote,
} from "../../../../apps/management/test/data-paths/instance.ts";
import { startFollower } from "../../../../apps/management/test/data-paths/test-follower.ts";
import { pause } from "../../pause.ts";
import { type Killed, startVictim, type Victim } from "./victim.ts";

const BETWEEN_CHANGES_MS = 15;
const ARRIVES_WITHIN_MS = 30_000;

const now = () => performance.timeOrigin + performance.now();

export type PublisherChaosOptions = { seed: number; kills: number; print: (line: string) => void };
export type PublisherChaosResult = {
  kills: Map<string, number>;
  versions: number;
  /** How long each change of an instance that lives took, in milliseconds; the longest is the worst stall. */
  changesMs: number[];
  /** From commit to the follower: of versions whose publisher lived that long, and of those that it had committed last. */
  receivedMs: number[];
  afterKillMs: number[];
  wrong: string[];
};

/** Kills one publisher after the other while an instance that lives goes on changing; a follower must get every version, in order. */
export async function runPublisherChaos(options: PublisherChaosOptions): Promise<PublisherChaosResult> {
  const { privateKey, publicKey } = generateSigningKeys();
  const [mongo, redis] = await Promise.all([freshMongo(), freshRedis()]);
  const signer = createSigner(parsePrivateKey(privateKey));
  const committedAt = new Map<number, number>();
  const receivedAt = new Map<number, number>();
  const survivor = await openInstance({
    mongo: mongo.uri,
    redis: redis.url,
    signer,
    async onCommitted(versions, publish) {
      for (const { _id } of versions) committedAt.set(_id, now());
      await publish(versions);
    },
  });
  const verifier = createVerifier([parsePublicKey(publicKey)]);
  try {
    await survivor.publisher.start();
    const follower = await startFollower(redis.url, verifier, undefined, (version) =>
      receivedAt.set(version, now()),
    );
    const writing = startWriting(survivor);
    const killed = await killAll(options, { mongo: mongo.uri, redis: redis.url, privateKey });
    const changesMs = await writing.stop();
    const state = await chainStateAt(mongo.uri);
    const { version } = state.head;
    for (
      const until = now() + ARRIVES_WITHIN_MS;
      follower.follower.status().version < version;
      await pause(5)
    )
      if (now() > until) break;
    await follower.stop();
    for (const { commits } of killed)
      for (const { versions, at } of commits) for (const of of versions) committedAt.set(of, at);
    const last = new Set(killed.flatMap(({ commits }) => commits.at(-1)?.versions ?? []));
    const delays = [...committedAt].map(([of, at]) => ({ of, ms: (receivedAt.get(of) ?? Number.NaN) - at }));
    const kills = new Map<string, number>();
    for (const { how } of killed) kills.set(how, (kills.get(how) ?? 0) + 1);
    return {
      kills,
      versions: version,
      changesMs,
      receivedMs: delays.filter(({ of }) => !last.has(of)).map(({ ms }) => ms),
      afterKillMs: delays.filter(({ of }) => last.has(of)).map(({ ms }) => ms),
      wrong: [
        ...flawsOf(state),
        ...lost(
          state,
          killed.flatMap(({ acknowledged }) => acknowledged),
        ),
        ...doubled(state),
        ...outOfOrder(follower.applied, version),
        ...follower.problems.map((problem) => `the follower refused something: ${problem}`),
      ],
    };
  } finally {
    await survivor.close();
    await Promise.all([redis.stop(), mongo.stop()]);
  }
}

type Place = { mongo: string; redis: string; privateKey: string };

/** One after the other, so that each stall is of one death; the next one starts while the last one works. */
async function killAll({ seed, kills, print }: PublisherChaosOptions, place: Place): Promise<Killed[]> {
  const random = new Random(seed);
  const killed: Killed[] = [];
  let next: Promise<Victim> | undefined;
  for (let n = 1; n <= kills; n += 1) {
    const victim = await (next ?? startVictim(place, `${n}.`, random));
    next = n < kills ? startVictim(place, `${n + 1}.`, random) : undefined;
    killed.push(await victim.kill());
    if (n % 20 === 0) print(`${n} publishers killed`);
  }
  return killed;
}

/** One change after another, by an instance that nobody kills. */
function startWriting({ changes }: Instance) {
  const took: number[] = [];
  let isRunning = true;
  const work = (async () => {
    for (let n = 0; isRunning; n += 1) {
      const began = performance.now();
      await changes.submit(putNote(`survivor ${n % 50}`, n));
      took.push(performance.now() - began);
      await pause(BETWEEN_CHANGES_MS);
    }
  })();
  return {
    async stop(): Promise<number[]> {
      isRunning = false;
      await work;
      return took;
    },
  };
}

function lost({ versions }: ChainState, acknowledged: readonly number[]): string[] {
  const there = new Set(versions.map(({ _id }) => _id));
  return acknowledged.filter((version) => !there.has(version)).map((version) => `version ${version} is lost`);
}

/** No two changes of a run are alike. */
function doubled({ entries }: ChainState): string[] {
  const seen = new Set<string>();
  return entries.flatMap(({ content }) => {
    const change = `${content.resource.key} ${JSON.stringify(content.body)}`;
    if (!seen.has(change)) seen.add(change);
    else return [`${change} was made twice`];
    return [];
  });
}

/** A follower that has all of them one by one, with the start at 0. */
function outOfOrder(applied: readonly number[], newest: number): string[] {
  const first = applied.findIndex((version, index) => version !== index);
  if (first !== -1) return [`the follower went from ${applied[first - 1]} to ${applied[first]}`];
  return applied.length === newest + 1 ? [] : [`the follower is at ${applied.at(-1)}, the head at ${newest}`];
}
