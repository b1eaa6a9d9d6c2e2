import { AppError } from "@zerq/errors/app-error";
import { type ClientSession, type Connection, trusted } from "mongoose";
import type { Change } from "../changes/change.ts";
import { type Head, headModel, readHead } from "../changes/head.ts";
import { systemActor } from "../changes/system-actor.ts";
import { type ConfigVersion, configVersionModel } from "../publishing/config-version.model.ts";
import type { ResourceContext } from "../resources/resource-kind.ts";
import { keysResource } from "./key-context.ts";
import { followPlaneKeys, type Plane, type PlaneKeys } from "./plane-keys.ts";
import { changedPlanes, type Reading, wantedNames } from "./read-sealed.ts";
import { nextPart, PORTAL, type Told, toldIn } from "./resealed-part.ts";

/** Most characters of one version's changes, of all audiences together: signing and storing it is done in one go. */
const AT_ONCE = 2_000_000;
const SHARE = "keys.share";

export type ResealedTo = {
  /** The place that the version has come to; undefined: to the end of the reading. */
  readonly after: string | undefined;
  /** What was changed under the earlier key between the reading and the first version: it is read and told again at the end. */
  readonly missed: ReadonlySet<string>;
};

/**
 * Takes the first key of each ready setting into use, in a version of its own: what is sealed or hashed under another is told
 * anew to whoever holds it. So running gateways, those that start later, and what they have kept come to hold nothing that needs
 * the earlier key. Where it is too much for one version, the next ones go on. A key that signs needs nothing told anew: the
 * version itself is the first that it signs.
 * @param reading from before; what was told since is newer, and is left as it is
 * @param from what the version before has come to
 * @param atOnce characters of changes after which a version ends
 * @returns the change, whose result is undefined when it is the last one
 */
export function reseal(
  context: ResourceContext,
  keys: PlaneKeys,
  ready: ReadonlySet<Plane>,
  reading: Reading,
  from: ResealedTo = { after: undefined, missed: new Set() },
  atOnce = AT_ONCE,
): Change<ResealedTo | undefined> {
  const { connection } = context;
  return {
    context: systemActor("plane-keys"),
    async plan(session, { groups, rows }) {
      const { planeKeys } = await readHead(connection, session);
      const wanted = wantedNames(keys, ready, planeKeys);
      const changed = changedPlanes(planeKeys, wanted);
      if (changed.size === 0) throw new AppError("conflict");
      followPlaneKeys(keys, { planeKeys: wanted });
      const since = toldIn([...(await rowsAfter(connection, session, reading.version)), ...rows()]);
      const missed = isFirst(planeKeys, wanted) ? underKey(since) : from.missed;
      const left = reading.told.filter(({ place }) => !since.has(place));
      const { part, last } = nextPart(left, from.after, atOnce);
      const isLast = last === undefined && missed.size === 0;
      const update = { $set: { planeKeys: namesInUse(planeKeys, wanted, changed, isLast) } };
      const filter = { _id: "head" } as never;
      return {
        writes: [
          { collection: headModel(connection).collection.name, operation: { updateOne: { filter, update } } },
        ],
        audit: {
          action: SHARE,
          resource: keysResource,
          body: null,
          before: {
            snapshot: planeKeys?.snapshot,
            portal: planeKeys?.portal,
            signing: planeKeys?.signing,
          },
          after: wanted,
        },
        gateways: async () => new Map(groups.map((group) => [group, of(part, group)])),
        portal: of(part, PORTAL),
        result: isLast ? undefined : { after: last, missed },
      };
    },
  };
}

const of = (part: readonly Told[], audience: string) =>
  part.filter((each) => each.audience === audience).map(({ change }) => change);

/** Before it, everything was sealed with the earlier key; after it, with the one that is in use by then. */
const isFirst = (planeKeys: Head["planeKeys"], wanted: Readonly<Record<Plane, string>>) =>
  planeKeys?.snapshot !== wanted.snapshot || planeKeys.portal !== wanted.portal;

const underKey = (since: ReadonlyMap<string, boolean>) =>
  new Set([...since].filter(([, isUnder]) => isUnder).map(([place]) => place));

function namesInUse(
  planeKeys: Head["planeKeys"],
  wanted: Record<Plane, string>,
  changed: ReadonlySet<Plane>,
  isLast: boolean,
): NonNullable<Head["planeKeys"]> {
  // Who signs has changed with this version, whatever else is left to do.
  const unfinished = { snapshot: changed.has("snapshot"), portal: changed.has("portal") };
  const isMarked = changed.has("portal") || planeKeys?.isMarked === true;
  return { ...wanted, ...(isMarked && { isMarked }), ...(!isLast && { unfinished }) };
}

/** But for those of a change of keys, which tells nothing but what is told here. */
function rowsAfter(
  connection: Connection,
  session: ClientSession,
  version: number,
): Promise<Pick<ConfigVersion, "audienceDeltas">[]> {
  return configVersionModel(connection)
    .find({ _id: trusted({ $gt: version }), action: trusted({ $ne: SHARE }) }, { audienceDeltas: 1 })
    .session(session)
    .lean<Pick<ConfigVersion, "audienceDeltas">[]>();
}
