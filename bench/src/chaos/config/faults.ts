import { pause } from "../../pause.ts";
import type { Done } from "./converge.ts";
import { forgeries } from "./forger.ts";
import type { Scene } from "./scene.ts";
import type { Writer } from "./writer.ts";

/** From Redis being back until every worker has caught up. */
const WITHIN_MS = 2_000;
/** What was tampered with is looked for every five seconds at most, with jitter. */
const WITHIN_AFTER_TAMPERING_MS = 8_500;

type Fault = (scene: Scene) => Promise<Done>;

const restarting = (what: string, restarted: Promise<unknown>): Done => ({
  what,
  healedAt: performance.now(),
  withinMs: WITHIN_MS,
  restarted,
});

async function redisAway({ site, random }: Scene, data: "kept" | "emptied"): Promise<void> {
  await site.redis.crash();
  await pause(random.between(100, 2_500));
  await site.redis.restart(data);
}

const DEMOTED_MS = 3_000;
/** Changes that the replica doesn't know of when it takes over. */
const LAG = 5;

async function untilMore(writer: Writer, changes: number): Promise<void> {
  const wanted = writer.acknowledged.length + changes;
  for (const until = performance.now() + 10_000; performance.now() < until; await pause(5))
    if (writer.acknowledged.length >= wanted) return;
}

/** In the middle of a change that this instance was asked for: before, in or after its transaction, or while it publishes. */
async function killThePublisher({ site, writer, random }: Scene): Promise<Done> {
  for (const deadline = performance.now() + 2_000; writer.asked === undefined; )
    if (performance.now() < deadline) await pause(1);
    else break;
  await pause(random.between(0, 25));
  const victim = writer.asked ?? random.pick(site.managements);
  await victim.kill("SIGKILL");
  return restarting("publishing management killed", victim.start());
}

async function forge({ forger }: Scene, kind: string): Promise<Done> {
  await forger.forge(kind);
  return { ...restarting(`forged: ${kind}`, Promise.resolve()), withinMs: WITHIN_AFTER_TAMPERING_MS };
}

/** The one who starts now knows nothing by which to tell old from new. */
async function forgeBeforeStart({ site, forger, random }: Scene, kind: string): Promise<Done> {
  const victim = random.pick(site.gateways);
  await victim.kill("SIGKILL");
  victim.forget();
  await forger.forge(kind);
  await victim.start();
  return { ...restarting(`fresh gateway, ${kind}`, Promise.resolve()), withinMs: WITHIN_AFTER_TAMPERING_MS };
}

/** It has its file, and nothing else: no Redis, no management, no database. */
async function startAlone({ site, random }: Scene): Promise<Done> {
  const alone = random.pick(site.gateways);
  await Promise.all([...site.managements, alone].map((each) => each.kill("SIGKILL")));
  await Promise.all([site.redis.crash(), site.mongo.crash()]);
  await alone.start();
  await pause(random.between(200, 1_500));
  await site.mongo.restart();
  const starts = site.managements.map((each) => each.start());
  await site.redis.restart(random.pick(["kept", "emptied"]));
  await Promise.race(starts);
  return restarting("everything killed, a gateway started from its file", Promise.all(starts));
}

function byForgery(
  prefix: string,
  how: (scene: Scene, kind: string) => Promise<Done>,
): Record<string, Fault> {
  const names = Object.keys(forgeries);
  return Object.fromEntries(names.map((kind) => [prefix + kind, (scene) => how(scene, kind)]));
}

export const faults: Readonly<Record<string, Fault>> = {
  async "redis, data kept"(scene) {
    await redisAway(scene, "kept");
    return restarting("redis killed, data kept", Promise.resolve());
  },
  async "redis, emptied"(scene) {
    await redisAway(scene, "emptied");
    return restarting("redis killed and emptied", Promise.resolve());
  },
  async "redis, failed over"({ site, writer }) {
    const healedAt = await site.redis.failOver(() => untilMore(writer, LAG));
    return { ...restarting("redis failed over to a replica that lags", Promise.resolve()), healedAt };
  },
  async "redis, demoted"({ site }) {
    const healedAt = await site.redis.demote();
    // So long some connections are still to the replica.
    const left = pause(DEMOTED_MS).then(() => site.redis.leaveDemoted());
    return { ...restarting("redis made a replica of another, connections kept", left), healedAt };
  },
  async "redis hangs"({ site, random }) {
    const { pid } = site.redis;
    process.kill(pid, "SIGSTOP");
    await pause(random.between(200, 4_000));
    process.kill(pid, "SIGCONT");
    return restarting("redis hung", Promise.resolve());
  },
  async mongodb({ site, random }) {
    await site.mongo.crash();
    await pause(random.between(100, 2_000));
    await site.mongo.restart();
    return restarting("mongodb killed", Promise.resolve());
  },
  async "mongodb, and redis emptied"(scene) {
    await scene.site.mongo.crash();
    await redisAway(scene, "emptied");
    await scene.site.mongo.restart();
    return restarting("mongodb killed, redis killed and emptied", Promise.resolve());
  },
  "everything but a gateway that starts": startAlone,
  async management({ site, random }) {
    const victim = random.pick(site.managements);
    await victim.kill("SIGKILL");
    return restarting("management killed", victim.start());
  },
  publisher: killThePublisher,
  async "every management"({ site, random }) {
    await Promise.all(site.managements.map((each) => each.kill("SIGKILL")));
    await pause(random.between(0, 500));
    const starts = site.managements.map((each) => each.start());
    await Promise.race(starts);
    return restarting("every management killed", Promise.all(starts));
  },
  async gateway({ site, random }) {
    const victim = random.pick(site.gateways);
    await victim.kill("SIGKILL");
    await victim.start();
    return restarting("gateway killed", Promise.resolve());
  },
  async "redis emptied, management and gateway"(scene) {
    const { site, random } = scene;
    const [management, gateway] = [random.pick(site.managements), random.pick(site.gateways)];
    await Promise.all([management.kill("SIGKILL"), gateway.kill("SIGKILL")]);
    await redisAway(scene, "emptied");
    await Promise.all([management.start(), gateway.start()]);
    return restarting("redis emptied, management and gateway killed", Promise.resolve());
  },
  forged: (scene) => forge(scene, scene.random.pick(Object.keys(forgeries))),
  "forged, then a gateway without memory": (scene) =>
    forgeBeforeStart(scene, scene.random.pick(Object.keys(forgeries))),
  ...byForgery("forged: ", forge),
  ...byForgery("fresh gateway, ", forgeBeforeStart),
};

/** What `npm run chaos -- config` draws from: each forgery by itself would leave little room for anything else. */
export const drawn: readonly string[] = Object.keys(faults).filter(
  (name) => !/^(forged: |fresh gateway, )/.test(name),
);
