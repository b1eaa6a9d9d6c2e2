import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createSigner, createVerifier, parsePrivateKey, parsePublicKey } from "@zerq/crypto/signing";
import { deltaChannel, fullKey, versionKey } from "@zerq/plane-protocol/channels";
import { type FullSnapshotPayload, openFullSnapshot, signFullSnapshot } from "@zerq/plane-protocol/delta";
import { LARGE_DELTA_BYTES, nameLargeDelta } from "@zerq/plane-protocol/large-delta";
import { gatewayAudience } from "../../../apps/management/src/changes/audiences.ts";
import { openTestRedis } from "../../../apps/management/test/data-paths/instance.ts";
import type { FromFullClient, Taken } from "./client-messages.ts";
import type { Site } from "./site.ts";

/** An audience of its own: the others go on with what management has published. */
const group = "bench-full";
const audience = `gateway:${group}` as const;
/** So far ahead that no deltas lead there. */
const FAR = 10_000;

/** What a newer full snapshot costs a client that serves: one in which nothing differs, and one in which nearly all does. */
export async function measureFull(site: Site): Promise<{ same: Taken; changed: Taken }> {
  const { keys, deployment } = site;
  const redis = await openTestRedis(site.redis.url);
  const signer = createSigner(parsePrivateKey(keys.CONFIG_SIGNING_KEY));
  const verifier = createVerifier([parsePublicKey(keys.CONFIG_VERIFY_KEYS)]);
  const full = openFullSnapshot(verifier, (await redis.get(fullKey(gatewayAudience))) ?? "");
  const publish = async (version: number, entities: FullSnapshotPayload["entities"]) => {
    const text = signFullSnapshot(signer, { ...full, audience, version, entities });
    await redis.set(fullKey(audience), text);
    await redis.set(versionKey(audience), String(version));
    await redis.publish(deltaChannel(audience), nameLargeDelta(version, LARGE_DELTA_BYTES));
  };
  await publish(FAR, full.entities);
  const job = { redis: site.redis.url, verifyKey: keys.CONFIG_VERIFY_KEYS, snapshotKey: keys.SNAPSHOT_KEY };
  const script = fileURLToPath(new URL("full-client.ts", import.meta.url));
  const child = fork(script, [JSON.stringify({ ...job, deployment, group, names: [] })], {
    execArgv: ["--conditions=zerq-source"],
  });
  const next = async () => (await once(child, "message"))[0] as FromFullClient;
  const taken = async (version: number, entities: FullSnapshotPayload["entities"]) => {
    const ready = next();
    child.send("watch");
    await ready;
    const message = next();
    await publish(version, entities);
    const { taken: figures } = (await message) as FromFullClient & { kind: "taken" };
    return figures;
  };
  await next();
  const same = await taken(2 * FAR, full.entities);
  const changed = await taken(3 * FAR, withOtherNames(full.entities));
  child.disconnect();
  await once(child, "exit");
  await redis.del(fullKey(audience), versionKey(audience));
  redis.disconnect();
  return { same, changed };
}

/** Every client, collection and proxy with another name, and every profile for one method alone. */
function withOtherNames(entities: FullSnapshotPayload["entities"]): FullSnapshotPayload["entities"] {
  const kinds: Readonly<Record<string, object>> = {
    ...{ client: { name: "other" }, collection: { name: "other" }, proxy: { name: "other" } },
    profile: { allowedMethods: ["GET"] },
  };
  return Object.fromEntries(
    Object.entries(entities).map(([kind, list]) => [
      kind,
      list.map((entity) => ({ ...(entity as object), ...kinds[kind] })),
    ]),
  );
}
