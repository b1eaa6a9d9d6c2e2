import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startMongo } from "@zerq/dev-stack/servers/mongo";
import { startRedis } from "@zerq/dev-stack/servers/redis";
import { testKeys } from "@zerq/test-kit/keys";
import { someone } from "../../apps/management/test/data-paths/instance.ts";
import { openResourceInstance } from "../../apps/management/test/data-paths/resource-instance.ts";
import type { Effect } from "./propagation-follower.ts";
import type { Moments } from "./propagation-table.ts";

const FOLLOWERS = 2;
const now = () => performance.timeOrigin + performance.now();

/** Changes a policy through the change log, one change after another, and waits for its effect at two other processes. */
export async function measureChangeLog(changes: number): Promise<Moments[]> {
  const directory = mkdtempSync(join(tmpdir(), "zerq-bench-"));
  const mongo = await startMongo({ directory: join(directory, "mongo") });
  const redis = await startRedis({ directory: join(directory, "redis") });
  const keys = testKeys();
  const instance = await openResourceInstance({
    mongo: mongo.uri,
    redis: redis.url,
    encryptionKey: keys.ENCRYPTION_KEY,
    snapshotKey: keys.SNAPSHOT_KEY,
    portalKey: keys.PORTAL_KEY,
    signingKey: keys.CONFIG_SIGNING_KEY,
  });
  const effects = new Effects();
  const followers: ChildProcess[] = [];
  try {
    for (let n = 0; n < FOLLOWERS; n += 1)
      followers.push(await startFollower(effects, redis.url, keys.CONFIG_VERIFY_KEYS));
    const { policies } = instance.services;
    const created = await policies.create(someone, { name: "Gold", rateLimit: { max: 1, interval: "1m" } });
    const id = String(created.resource["id"]);
    let { revision } = created;
    const measured: Moments[] = [];
    for (let n = 1; n <= changes; n += 1) {
      const called = now();
      const body = { rateLimit: { max: n + 1, interval: "1m" } };
      const changed = await policies.update(someone, id, body, revision, "merge");
      const answered = now();
      revision = changed.revision;
      measured.push({ called, answered, inEffect: await effects.at(changed.configVersion) });
    }
    return measured;
  } finally {
    for (const follower of followers) follower.disconnect();
    await Promise.all(followers.map((follower) => new Promise((resolve) => follower.once("exit", resolve))));
    await instance.close();
    await mongo.stop();
    await redis.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** When each version took effect at the last of the followers. */
class Effects {
  readonly #seen = new Map<number, number[]>();
  #look: () => void = () => {};

  add({ version, at }: Effect): void {
    this.#seen.set(version, [...(this.#seen.get(version) ?? []), at]);
    this.#look();
  }

  at(version: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error(`version ${version} has not arrived`)), 10_000);
      this.#look = () => {
        const seen = this.#seen.get(version) ?? [];
        if (seen.length < FOLLOWERS) return;
        clearTimeout(deadline);
        resolve(Math.max(...seen));
      };
      this.#look();
    });
  }
}

async function startFollower(effects: Effects, redis: string, verifyKey: string): Promise<ChildProcess> {
  const script = fileURLToPath(new URL("propagation-follower.ts", import.meta.url));
  const child = fork(script, [redis, verifyKey], { execArgv: ["--conditions=zerq-source"] });
  await new Promise<void>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`a follower ended with ${code}`)));
    child.on("message", (message: "ready" | Effect) => {
      if (message === "ready") resolve();
      else effects.add(message);
    });
  });
  return child;
}
