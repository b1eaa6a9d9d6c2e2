import { AppError } from "@zerq/errors/app-error";
import fc from "fast-check";
import type { ChangeLog } from "../../src/changes/change-log.ts";
import { readHead } from "../../src/changes/head.ts";
import { restoreInput } from "../../src/config/restore/restore.schema.ts";
import { createRestore } from "../../src/config/restore/restore.service.ts";
import { duplicateCollection } from "../../src/resources/collections/duplicate-collection.ts";
import type { ResourceContext } from "../../src/resources/resource-kind.ts";
import type { Services } from "../../src/resources/services.ts";
import { someone } from "./instance.ts";

type Kind = Exclude<keyof Services, "settings">;

/** One step: what is done, and numbers that choose what it is done to. */
export type Step = { action: keyof typeof actions; one: number; other: number; mask: number };

type Site = {
  context: ResourceContext;
  changes: ChangeLog;
  services: Services;
  groups: readonly string[];
  /** Counts up, for names and paths. */
  next(): number;
};
type Act = (site: Site, step: Step) => Promise<unknown>;

async function idsOf({ services }: Site, kind: Kind): Promise<string[]> {
  const { items } = await services[kind].list({ limit: 200, filters: {} });
  return items.map(({ id }) => String(id));
}

/** One of those that there are. @throws AppError `not_found` when there is none */
async function oneOf(site: Site, kind: Kind, which: number): Promise<string> {
  const ids = await idsOf(site, kind);
  const id = ids[which % Math.max(1, ids.length)];
  if (id === undefined) throw new AppError("not_found");
  return id;
}

/** One of those that there are, or none. */
async function oneOrNone(site: Site, kind: Kind, which: number): Promise<string | null> {
  const ids = [null, ...(await idsOf(site, kind))];
  return ids[which % ids.length] ?? null;
}

const some = (ids: readonly string[], mask: number) => ids.filter((_, index) => (mask >> (index % 16)) & 1);
const groupsBy = ({ groups }: Site, mask: number) => {
  const chosen = some(groups, mask);
  return chosen.length === 0 ? groups.slice(0, 1) : chosen;
};
const patch = async (site: Site, kind: Kind, which: number, body: object) =>
  site.services[kind].update(someone, await oneOf(site, kind, which), body, "any", "merge");
const remove = async (site: Site, kind: Kind, which: number) =>
  site.services[kind].remove(someone, await oneOf(site, kind, which), "any");

async function bulk(
  site: Site,
  kind: Kind,
  mask: number,
  what: { action: "delete" } | { action: "status"; status: "published" },
): Promise<unknown> {
  const ids = some(await idsOf(site, kind), mask);
  if (ids.length === 0) throw new AppError("not_found");
  return site.services[kind].bulk(someone, { ...what, ids, revisions: {} });
}

const actions = {
  makeCredential: async (site, { mask }) =>
    site.services.credentials.create(someone, {
      name: `key ${site.next()}`,
      ...{ type: "api_key", apiKey: { value: "secret" }, keyIn: "header", keyName: "X-Key" },
      // One without origins is pinned by its first use, which changes it in that very change.
      ...(mask % 2 === 0 && { origins: ["http://127.0.0.1:9"] }),
    }),
  makePolicy: async (site) =>
    site.services.policies.create(someone, {
      name: `policy ${site.next()}`,
      rateLimit: { max: 9, interval: "1m" },
    }),
  makeCollection: async (site, { one, mask }) =>
    site.services.collections.create(someone, {
      name: `collection ${site.next()}`,
      basePath: `/c${site.next()}`,
      targetEndpoint: "http://127.0.0.1:9",
      credentialId: await oneOrNone(site, "credentials", one),
      gatewayGroups: groupsBy(site, mask),
    }),
  makeProxy: async (site, { one, other }) =>
    site.services.proxies.create(someone, {
      name: `proxy ${site.next()}`,
      collectionId: await oneOf(site, "collections", one),
      credentialId: await oneOrNone(site, "credentials", other),
      ...{ methods: ["GET"], path: `/p${site.next()}`, targetPath: "/" },
    }),
  makeClient: async (site, { one, mask }) =>
    site.services.clients.create(someone, {
      name: `client ${site.next()}`,
      email: "a@example.com",
      collectionIds: some(await idsOf(site, "collections"), mask),
      policyId: await oneOrNone(site, "policies", one),
    }),
  makeProfile: async (site, { one, mask }) =>
    site.services.profiles.create(someone, {
      name: `profile ${site.next()}`,
      clientId: await oneOf(site, "clients", one),
      authType: mask % 2 === 0 ? "jwt" : "token",
    }),
  moveCollection: (site, { one, mask }) =>
    patch(site, "collections", one, { gatewayGroups: groupsBy(site, mask) }),
  moveCollectionWithCredential: async (site, { one, other, mask }) =>
    patch(site, "collections", one, {
      gatewayGroups: groupsBy(site, mask),
      credentialId: await oneOrNone(site, "credentials", other),
    }),
  changeCollectionsCredential: async (site, { one, other }) =>
    patch(site, "collections", one, { credentialId: await oneOrNone(site, "credentials", other) }),
  changeProxysCredential: async (site, { one, other }) =>
    patch(site, "proxies", one, { credentialId: await oneOrNone(site, "credentials", other) }),
  changeClientsCollections: async (site, { one, mask }) =>
    patch(site, "clients", one, { collectionIds: some(await idsOf(site, "collections"), mask) }),
  changeClientsPolicy: async (site, { one, other }) =>
    patch(site, "clients", one, { policyId: await oneOrNone(site, "policies", other) }),
  changePolicy: (site, { one, mask }) =>
    patch(site, "policies", one, { rateLimit: { max: mask + 1, interval: "5m" } }),
  changeCredential: (site, { one, mask }) => patch(site, "credentials", one, { keyName: `X-Key-${mask}` }),
  changeProfile: (site, { one, mask }) => patch(site, "profiles", one, { active: mask % 2 === 0 }),
  changeSettings: (site, { mask }) =>
    site.services.settings.update(someone, { deniedIps: `192.0.2.${mask % 256}` }, "any", "merge"),
  duplicateCollection: async (site, { one }) =>
    duplicateCollection(site.context, site.changes, someone, await oneOf(site, "collections", one), {}),
  publishMany: async (site, { mask }) =>
    bulk(site, "collections", mask | 1, { action: "status", status: "published" }),
  removeManyProxies: (site, { mask }) => bulk(site, "proxies", mask & 5, { action: "delete" }),
  removeManyClients: (site, { mask }) => bulk(site, "clients", mask & 3, { action: "delete" }),
  removeCollection: (site, { one }) => remove(site, "collections", one),
  removeProxy: (site, { one }) => remove(site, "proxies", one),
  removeClient: (site, { one }) => remove(site, "clients", one),
  removeProfile: (site, { one }) => remove(site, "profiles", one),
  removePolicy: (site, { one }) => remove(site, "policies", one),
  removeCredential: (site, { one }) => remove(site, "credentials", one),
  restoreVersion: async ({ context, changes }, { one, mask }) => {
    const { version } = await readHead(context.connection);
    const options = restoreInput.parse({ reactivate: mask % 2 === 0 });
    return createRestore(context, changes)({ ...someone }, 1 + (one % version), options);
  },
} satisfies Record<string, Act>;

const number = fc.nat({ max: 1_000 });

const stepOf = (...names: (keyof typeof actions)[]): fc.Arbitrary<Step> =>
  fc.record({
    action: fc.constantFrom(...names),
    one: number,
    other: number,
    mask: fc.nat({ max: 65_535 }),
  });

/** What refers to something comes after it. */
const beginning = (
  [
    ["makeCredential", 3],
    ["makePolicy", 2],
    ["makeCollection", 4],
    ["makeProxy", 4],
    ["makeClient", 4],
    ["makeProfile", 3],
  ] as const
).map(([action, length]) => fc.array(stepOf(action), { minLength: length, maxLength: length }));

/** First something to change, and then anything. */
export const steps: fc.Arbitrary<Step[]> = fc
  .tuple(
    ...beginning,
    fc.array(stepOf(...(Object.keys(actions) as (keyof typeof actions)[])), {
      minLength: 20,
      maxLength: 40,
      size: "max",
    }),
  )
  .map((parts) => parts.flat());

/** Takes one step. @returns whether it was committed; what the rules refuse is refused */
export async function take(site: Site, step: Step): Promise<boolean> {
  try {
    await (actions[step.action] as Act)(site, step);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.status < 500) return false;
    throw error;
  }
}
