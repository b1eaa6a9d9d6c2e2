import { AppError } from "@zerq/errors/app-error";
import type { EntityChange } from "@zerq/plane-protocol/delta";
import type { ClientSession } from "mongoose";
import type { Change } from "../changes/change.ts";
import { type Head, headModel, readHead } from "../changes/head.ts";
import { systemActor } from "../changes/system-actor.ts";
import { clientModel } from "../resources/clients/client.model.ts";
import { projectGroup } from "../resources/gateway-groups/project-group.ts";
import { portalClient, portalKey } from "../resources/projections/portal-projections.ts";
import type { ResourceContext } from "../resources/resource-kind.ts";
import { keysResource } from "./key-context.ts";
import { followPlaneKeys, type PlaneKeys } from "./plane-keys.ts";

/** Most characters of one version's changes, of all audiences together: its row is held to 15 MB. */
const AT_ONCE = 8_000_000;

type Told = { audience: string; change: EntityChange; size: number };

/** The part of the work that a version has done; undefined: it was the last one. */
export type ResealedTo = string | undefined;

/**
 * Takes the first key of each setting into use, in a version of its own: what is sealed or hashed under another is told anew
 * to whoever holds it, read from the database. So running gateways, those that start later, and what they have kept come to
 * hold nothing that needs the earlier key. Where it is too much for one version, the next ones go on.
 * @param after what the version before has come to
 * @param atOnce characters of changes after which a version ends
 */
export function reseal(
  context: ResourceContext,
  keys: PlaneKeys,
  after: ResealedTo,
  atOnce = AT_ONCE,
): Change<ResealedTo> {
  const { connection } = context;
  const wanted = { snapshot: keys.snapshot.wantedName, portal: keys.portal.wantedName };
  return {
    context: systemActor("plane-keys"),
    async plan(session, { groups }) {
      const { planeKeys } = await readHead(connection, session);
      const changed = changedPlanes(planeKeys, wanted);
      if (!changed.snapshot && !changed.portal) throw new AppError("conflict");
      followPlaneKeys(keys, { planeKeys: wanted });
      const all = [
        ...(changed.snapshot ? await sealedOf(context, session, groups) : []),
        ...(changed.portal ? await hashedOf(context, session) : []),
      ].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
      const { told, last } = nextPart(all, after, atOnce);
      const unfinished = last === undefined ? {} : { unfinished: { ...changed } };
      const use = { ...wanted, ...(isMarked(planeKeys, changed) && { isMarked: true }), ...unfinished };
      const update = { $set: { planeKeys: use } };
      return {
        writes: [
          {
            collection: headModel(connection).collection.name,
            operation: { updateOne: { filter: { _id: "head" } as never, update } },
          },
        ],
        audit: {
          action: "keys.share",
          resource: keysResource,
          body: null,
          before: { snapshot: planeKeys?.snapshot, portal: planeKeys?.portal },
          after: wanted,
        },
        gateways: async () => new Map(groups.map((group) => [group, of(told, group)])),
        portal: of(told, PORTAL),
        result: last,
      };
    },
  };
}

const PORTAL = "";
const of = (told: readonly Told[], audience: string) =>
  told.filter((each) => each.audience === audience).map(({ change }) => change);

function changedPlanes(planeKeys: Head["planeKeys"], wanted: { snapshot: string; portal: string }) {
  const { unfinished } = planeKeys ?? {};
  return {
    snapshot: planeKeys?.snapshot !== wanted.snapshot || unfinished?.snapshot === true,
    portal: planeKeys?.portal !== wanted.portal || unfinished?.portal === true,
  };
}

const isMarked = (planeKeys: Head["planeKeys"], changed: { portal: boolean }) =>
  changed.portal || planeKeys?.isMarked === true;

/** Peppers come first: by them a gateway knows which key is in use. */
const placeOf = ({ audience, change: { kind, id } }: Told) =>
  `${kind === "pepper" || kind === "key" ? 0 : 1} ${kind}/${id} ${audience}`;

function nextPart(
  all: readonly Told[],
  after: ResealedTo,
  atOnce: number,
): { told: Told[]; last: ResealedTo } {
  const told: Told[] = [];
  let size = 0;
  for (const each of all) {
    if (after !== undefined && placeOf(each) <= after) continue;
    if (size > atOnce) {
      const end = told.at(-1);
      return { told, last: end === undefined ? undefined : placeOf(end) };
    }
    told.push(each);
    size += each.size;
  }
  return { told, last: undefined };
}

/** What the gateways of each group hold with a sealed value in it. */
async function sealedOf(
  context: ResourceContext,
  session: ClientSession,
  groups: readonly string[],
): Promise<Told[]> {
  const found: Told[] = [];
  for (const group of groups)
    for (const change of await projectGroup(context, session, group)) {
      const text = JSON.stringify(change);
      if (text.includes('"sealed":')) found.push({ audience: group, change, size: text.length });
    }
  return found;
}

/** The clients that have addresses, and which key these are hashed with. */
async function hashedOf(context: ResourceContext, session: ClientSession): Promise<Told[]> {
  const clients = await clientModel(context.connection).find().session(session).lean();
  const changes = clients
    .filter(({ authorizedEmails }) => authorizedEmails.length > 0)
    .map((client) => portalClient(context, client));
  return [portalKey(context), ...changes].map((change) => ({
    audience: PORTAL,
    change,
    size: JSON.stringify(change).length,
  }));
}
