import type { ClientSession } from "mongoose";
import { groupsOf } from "../changes/audiences.ts";
import { type Head, readHead } from "../changes/head.ts";
import { BATCH_SIZE, mapInTurns } from "../database/in-turns.ts";
import { clientModel } from "../resources/clients/client.model.ts";
import { projectGroup } from "../resources/gateway-groups/project-group.ts";
import { portalClient, portalKey } from "../resources/projections/portal-projections.ts";
import type { ResourceContext } from "../resources/resource-kind.ts";
import { type Plane, type PlaneKeys, planes } from "./plane-keys.ts";
import { isUnderKey, PORTAL, type Told, told } from "./resealed-part.ts";

/** Everything under a shared key, as it is to be told anew; in order. */
export type Reading = { readonly version: number; readonly told: readonly Told[] };

/** The keys that are in use once those that are ready have come into it. */
export function wantedNames(
  keys: PlaneKeys,
  ready: ReadonlySet<Plane>,
  planeKeys: Head["planeKeys"],
): Record<Plane, string> {
  const name = (plane: Plane) =>
    ready.has(plane) ? keys[plane].wantedName : (planeKeys?.[plane] ?? keys[plane].usedName);
  return { snapshot: name("snapshot"), portal: name("portal"), signing: name("signing") };
}

/** Which keys change, or have changed without everybody having been told all of it. */
export function changedPlanes(
  planeKeys: Head["planeKeys"],
  wanted: Readonly<Record<Plane, string>>,
): ReadonlySet<Plane> {
  const hasChanged = (plane: Plane) =>
    planeKeys?.[plane] !== wanted[plane] || planeKeys.unfinished?.[plane] === true;
  return new Set(planes.filter(hasChanged));
}

/** Reads and seals everything anew at one version: seconds at full size, so it is done before anybody has to wait for it. */
export async function readSealed(
  context: ResourceContext,
  keys: PlaneKeys,
  ready: ReadonlySet<Plane>,
): Promise<Reading> {
  const { connection } = context;
  const session = await connection.startSession();
  try {
    session.startTransaction({ readConcern: { level: "snapshot" }, readPreference: "primary" });
    const { version, planeKeys, audienceHashes } = await readHead(connection, session);
    const changed = changedPlanes(planeKeys, wantedNames(keys, ready, planeKeys));
    const sealing = sealingWith(context, keys, ready);
    const found = [
      ...(changed.has("snapshot") ? await sealedOf(sealing, session, groupsOf(audienceHashes)) : []),
      ...(changed.has("portal") ? await hashedOf(sealing, session) : []),
    ];
    return { version, told: found.sort((a, b) => (a.place < b.place ? -1 : 1)) };
  } finally {
    await session.abortTransaction().catch(() => undefined);
    await session.endSession();
  }
}

/** With the keys that are to come, while the instance still writes with those in use. */
function sealingWith(context: ResourceContext, keys: PlaneKeys, ready: ReadonlySet<Plane>): ResourceContext {
  return {
    ...context,
    ...(ready.has("snapshot") && { snapshotKey: keys.snapshot.all[0] }),
    ...(ready.has("portal") && {
      addressKey: keys.portal.derive("address-hash").all[0],
      portalKeyName: keys.portal.wantedName,
    }),
  };
}

/** What the gateways of each group hold with a sealed value in it. */
async function sealedOf(
  context: ResourceContext,
  session: ClientSession,
  groups: readonly string[],
): Promise<Told[]> {
  const found: Told[] = [];
  for (const group of groups)
    await mapInTurns(await projectGroup(context, session, group), (change) => {
      const text = JSON.stringify(change);
      if (isUnderKey(group, change, text)) found.push(told(group, change, text));
    });
  return found;
}

/** The clients that have addresses, and which key these are hashed with. */
async function hashedOf(context: ResourceContext, session: ClientSession): Promise<Told[]> {
  const clients = await clientModel(context.connection).find().batchSize(BATCH_SIZE).session(session).lean();
  const withAddresses = clients.filter(({ authorizedEmails }) => authorizedEmails.length > 0);
  return [
    told(PORTAL, portalKey(context)),
    ...(await mapInTurns(withAddresses, (client) => told(PORTAL, portalClient(context, client)))),
  ];
}
