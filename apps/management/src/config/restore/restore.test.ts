import { AppError } from "@zerq/errors/app-error";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { openGroupedInstance } from "../../../test/data-paths/grouped-instance.ts";
import { someone } from "../../../test/data-paths/instance.ts";
import { type Step, steps, take } from "../../../test/data-paths/random-changes.ts";
import type { ChangeLog } from "../../changes/change-log.ts";
import { readHead } from "../../changes/head.ts";
import { profileModel } from "../../resources/profiles/profile.model.ts";
import type { ResourceContext } from "../../resources/resource-kind.ts";
import { createServices } from "../../resources/services.ts";
import { createConfigService } from "../config.service.ts";
import { configKinds } from "../config-kinds.ts";
import { fieldChanges } from "../field-changes.ts";
import { type RestoreReport, restoreInput } from "./restore.schema.ts";
import { createRestore } from "./restore.service.ts";

const groups = ["default", "dmz"];
let redis: Awaited<ReturnType<typeof freshRedis>>;

beforeAll(async () => {
  redis = await freshRedis();
  return () => redis.stop();
});

type Entry = { key: string; active?: boolean } & Record<string, unknown>;
/** Config by kind and key, without what belongs to no document. */
type State = Map<string, Entry>;
type Live = Map<string, { active: boolean; versions: string[] }>;
type Site = { context: ResourceContext; changes: ChangeLog };
/** What a restore is chosen by. */
type Choice = { one: number; reactivate: boolean };

async function stateOf({ context, changes }: Site): Promise<State> {
  const document = await createConfigService(context, changes).export({ kinds: configKinds });
  const { updatedAt: _, revision: __, ...settings } = await createServices(context, changes).settings.get();
  const entries = configKinds.flatMap((kind) =>
    (document[kind] as Entry[]).map((entry) => [`${kind} ${entry.key}`, entry] as const),
  );
  return new Map([...entries, ["settings settings", { key: "settings", ...settings }]]);
}

/** By id: who gets in, and with which tokens and secrets. */
async function liveOf({ context }: Site): Promise<Live> {
  const found = await profileModel(context.connection).find().lean();
  return new Map(
    found.map(({ _id, active, token, jwt }) => [
      _id.toHexString(),
      { active, versions: [...token.versions, ...(jwt?.versions ?? [])].map(({ id }) => id) },
    ]),
  );
}

/** What differs from the version, but for what the report says. */
function unsaid(then: State, now: State, { changes }: RestoreReport): string[] {
  return [...new Set([...then.keys(), ...now.keys()])].flatMap((name) => {
    const change = changes.find(({ kind, key }) => `${kind} ${key}` === name);
    const said = [...(change?.heldBack ?? []), ...(change?.lost ?? [])].map(({ path }) => path);
    return (
      fieldChanges(then.get(name), now.get(name))
        // A credential without origins that was used since is held to those of its first use, and stays so.
        .filter(({ path }) => !(name.startsWith("credentials ") && path === "origins"))
        .filter(({ path }) => !said.some((one) => path === one || path.startsWith(`${one}.`)))
        .map(({ path }) => `${name} ${path}`)
    );
  });
}

async function holdsForEach(taken: readonly Step[], choices: readonly Choice[]): Promise<void> {
  const { instance, context } = await openGroupedInstance(
    { mongo: freshDatabase(), redis: redis.url },
    groups,
  );
  const { changes, connection } = instance;
  const site = { context, changes };
  const restore = createRestore(context, changes);
  const version = async () => (await readHead(connection)).version;
  const states = new Map<number, State>([[await version(), await stateOf(site)]]);
  let count = 0;
  const changing = { ...site, groups, services: createServices(context, changes), next: () => ++count };
  try {
    for (const step of taken)
      if (await take(changing, step)) states.set(await version(), await stateOf(site));
    for (const { one, reactivate } of choices) {
      const [number, then] = [...states][one % states.size] as [number, State];
      const [before, live, at] = [await stateOf(site), await liveOf(site), await version()];
      const restored = restore({ ...someone }, number, restoreInput.parse({ reactivate }));
      const report = await restored.catch((error: unknown) => error);
      const [now, left] = [await stateOf(site), await liveOf(site)];
      if (report instanceof AppError) {
        // The secret of a deleted credential is the one thing that these changes make impossible.
        expect(report.details?.map(({ code }) => code)).toContain("secret_gone");
        expect([now, await version()]).toEqual([before, at]);
        continue;
      }
      const told = report as RestoreReport;
      expect(told.version).toBe(number);
      expect(unsaid(then, now, told)).toEqual([]);
      expect(await version()).toBe(told.applied ? at + 1 : at);
      for (const [id, { active, versions }] of left) {
        const earlier = live.get(id) ?? { active: false, versions: [] };
        expect(earlier.versions).toEqual(expect.arrayContaining(versions));
        if (!reactivate) expect(active && !earlier.active).toBe(false);
      }
      const again = await restore({ ...someone }, number, restoreInput.parse({ reactivate }));
      expect(again).toMatchObject({ applied: false, configVersion: await version() });
      states.set(await version(), now);
    }
  } finally {
    await instance.close();
  }
}

const choice = fc.record({ one: fc.nat({ max: 1_000 }), reactivate: fc.boolean() });

it("leaves what the version had, but for what it says it holds back; no token comes back; again is nothing", async () => {
  const choices = fc.array(choice, { minLength: 6, maxLength: 6 });
  await fc.assert(fc.asyncProperty(steps, choices, holdsForEach), { numRuns: 4, endOnFailure: true });
}, 240_000);
