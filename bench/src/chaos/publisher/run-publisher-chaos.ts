import {
  createSigner,
  createVerifier,
  generateSigningKeys,
  parsePrivateKey,
  parsePublicKey,
} from "@zerq/crypto/signing";
import { freshMongo, freshRedis } from "@zerq/test-kit/stores";
import { Random } from "../../../../apps/gateway/test/limits/random.ts";
import { chainStateAt, flawsOf } from "../../../../apps/management/test/data-paths/chain-state.ts";
import {
  type Instance,
  openInstance,
  putNote,
} from "../../../../apps/management/test/data-paths/instance.ts";
import {
  startFollower,
  type TestFollower,
} from "../../../../apps/management/test/data-paths/test-follower.ts";
import { pause } from "../../pause.ts";
import { flawsOfFollower, flawsOfKills, type KillTimes, timesOf } from "./publisher-findings.ts";
import { type Killed, startVictim, type Victim } from "./victim.ts";

const BETWEEN_CHANGES_MS = 15;
const ARRIVES_WITHIN_MS = 30_000;

const now = () => performance.timeOrigin + performance.now();

export type PublisherChaosOptions = { seed: number; kills: number; print: (line: string) => void };
export type PublisherChaosResult = KillTimes & {
  versions: number;
  /** How long each change of the instances that live took, in milliseconds; the longest is the worst stall. */
  changesMs: number[];
  wrong: string[];
};

/** Kills one publisher after the other while two that live go on changing; a follower must get every version, in order. */
export async function runPublisherChaos(options: PublisherChaosOptions): Promise<PublisherChaosResult> {
  const keys = generateSigningKeys();
  const [mongo, redis] = await Promise.all([freshMongo(), freshRedis()]);
  const place = { mongo: mongo.uri, redis: redis.url, privateKey: keys.privateKey };
  const [committedAt, receivedAt] = [new Map<number, number>(), new Map<number, number>()];
  const openSurvivor = () =>
    openInstance({
      mongo: place.mongo,
      redis: place.redis,
      signer: createSigner(parsePrivateKey(keys.privateKey)),
      async onCommitted(versions, publish) {
        for (const { _id } of versions) committedAt.set(_id, now());
        await publish(versions);
      },
    });
  const survivors = [await openSurvivor(), await openSurvivor()];
  try {
    for (const { publisher } of survivors) await publisher.start();
    const verifier = createVerifier([parsePublicKey(keys.publicKey)]);
    const followed = await startFollower(place.redis, verifier, undefined, (version) =>
      receivedAt.set(version, now()),
    );
    const writings = survivors.map((survivor, index) => startWriting(survivor, `survivor ${index}.`));
    const killed = await killAll(options, place);
    const changesMs = (await Promise.all(writings.map((writing) => writing.stop()))).flat();
    const state = await chainStateAt(place.mongo);
    await arrival(followed, state.head.version);
    await followed.stop();
    const flaws = [...flawsOf(state), ...flawsOfKills(state, killed), ...flawsOfFollower(followed, state)];
    return {
      changesMs,
      versions: state.head.version,
      ...timesOf(killed, committedAt, receivedAt),
      wrong: flaws,
    };
  } finally {
    for (const survivor of survivors) await survivor.close();
    await Promise.all([redis.stop(), mongo.stop()]);
  }
}

async function arrival({ follower }: TestFollower, version: number): Promise<void> {
  const until = now() + ARRIVES_WITHIN_MS;
  while (follower.status().version < version && now() < until) await pause(5);
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
function startWriting({ changes }: Instance, prefix: string) {
  const took: number[] = [];
  let isRunning = true;
  const work = (async () => {
    for (let n = 0; isRunning; n += 1) {
      const began = performance.now();
      await changes.submit(putNote(`${prefix}${n % 50}`, n));
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
