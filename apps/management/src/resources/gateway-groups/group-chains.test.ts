import { createVerifier } from "@zerq/crypto/signing";
import { openDelta } from "@zerq/plane-protocol/delta";
import { EntityStore } from "@zerq/plane-protocol/entity-store";
import { gatewayEntities } from "@zerq/plane-protocol/gateway-entities";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { groupsVerifyKey, openGroupedInstance } from "../../../test/data-paths/grouped-instance.ts";
import { type Step, steps, take } from "../../../test/data-paths/random-changes.ts";
import { groupAudience } from "../../changes/audiences.ts";
import { audienceEntities } from "../../publishing/audience-entities.ts";
import { type ConfigVersion, configVersionModel, deltaOf } from "../../publishing/config-version.model.ts";
import { createServices } from "../services.ts";

const groups = ["default", "dmz", "internal"];
const verifier = createVerifier([groupsVerifyKey]);
let redis: Awaited<ReturnType<typeof freshRedis>>;

beforeAll(async () => {
  redis = await freshRedis();
  return () => redis.stop();
});

/** What a store holds, as sorted texts by kind; a sealed secret has a fresh nonce each time. */
const contentsOf = (store: EntityStore) =>
  Object.keys(gatewayEntities).map((kind) => [
    kind,
    [...store.all(kind)]
      .map((entity) => JSON.stringify(entity, (name, value) => (name === "sealed" ? "…" : value)))
      .sort(),
  ]);

/** A follower of one group's chain, as far as the order of deltas and what they leave go. */
class ChainReader {
  readonly store = new EntityStore(gatewayEntities);
  readonly #group: string;
  #hash = "";

  constructor(group: string) {
    this.#group = group;
  }

  read(rows: readonly ConfigVersion[]): void {
    for (const row of rows) {
      const text = deltaOf(row, groupAudience(this.#group));
      // Before the group was declared.
      if (text === undefined) continue;
      const delta = openDelta(verifier, text);
      expect([delta.audience, delta.version]).toEqual([groupAudience(this.#group), row._id]);
      expect(delta.previousHash).toBe(this.#hash);
      this.#hash = delta.hash;
      this.store.apply(delta.changes);
    }
  }
}

async function holdsAfterEach(taken: readonly Step[]): Promise<void> {
  const { instance, context } = await openGroupedInstance(
    { mongo: freshDatabase(), redis: redis.url },
    groups,
  );
  const { connection, changes } = instance;
  let count = 0;
  const site = {
    ...{ context, changes, groups, services: createServices(context, changes) },
    next: () => ++count,
  };
  const readers = groups.map((group) => [group, new ChainReader(group)] as const);
  let read = 0;
  try {
    for (const step of taken) {
      if (!(await take(site, step))) continue;
      const rows = await configVersionModel(connection)
        .find()
        .sort({ _id: 1 })
        .skip(read)
        .lean<ConfigVersion[]>();
      read += rows.length;
      for (const [group, reader] of readers) {
        reader.read(rows);
        const whole = new EntityStore(gatewayEntities);
        whole.replace((await audienceEntities(context)(groupAudience(group))).entities);
        expect(reader.store.problems()).toEqual([]);
        expect([group, step.action, contentsOf(reader.store)]).toEqual([
          group,
          step.action,
          contentsOf(whole),
        ]);
      }
    }
    expect(read).toBeGreaterThan(taken.length / 4);
  } finally {
    await instance.close();
  }
}

it("leaves each group's gateways, after any change, with exactly what a full snapshot of the group holds", async () => {
  await fc.assert(fc.asyncProperty(steps, holdsAfterEach), { numRuns: 6, endOnFailure: true });
}, 240_000);
