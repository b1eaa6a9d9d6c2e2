import type { Audience, EntityChange } from "@zerq/plane-protocol/delta";
import { groupOf } from "../changes/audiences.ts";
import type { ConfigVersion } from "../publishing/config-version.model.ts";

/** What an audience is told anew. There may be tens of thousands, so its order and size are looked up once. */
export type Told = { audience: string; change: EntityChange; place: string; size: number };

/** The portal's audience; the others are gateway groups. */
export const PORTAL = "";

/** @param text the change as JSON */
export function told(audience: string, change: EntityChange, text = JSON.stringify(change)): Told {
  const { kind, id } = change;
  // Peppers come first: by them a gateway knows which key is in use, and the portal by an entity of its own.
  const rank = kind === "pepper" || kind === "key" ? 0 : 1;
  return { audience, change, place: `${rank} ${kind}/${id} ${audience}`, size: text.length };
}

/** Whether a key shared with that audience has been used in it. */
export const isUnderKey = (audience: string, { op, kind }: EntityChange, text: string) =>
  op === "put" && (audience === PORTAL ? kind === "key" || kind === "client" : text.includes('"sealed":'));

/** What versions have told, the newest for each place, and whether a shared key was used in it. */
export function toldIn(rows: readonly Pick<ConfigVersion, "audienceDeltas">[]): Map<string, boolean> {
  const found = new Map<string, boolean>();
  for (const { audienceDeltas = {} } of rows)
    for (const [name, text = ""] of Object.entries(audienceDeltas)) {
      const audience = groupOf(name as Audience) ?? PORTAL;
      const { changes } = JSON.parse((JSON.parse(text) as { payload: string }).payload) as {
        changes: EntityChange[];
      };
      for (const change of changes) {
        const json = JSON.stringify(change);
        found.set(told(audience, change, json).place, isUnderKey(audience, change, json));
      }
    }
  return found;
}

/**
 * What goes into the next version.
 * @param all in order of their places
 * @param after the place that the version before has come to
 * @param atOnce characters of changes after which a version ends
 * @returns `last`: the place that this one comes to; undefined when nothing is left
 */
export function nextPart(
  all: readonly Told[],
  after: string | undefined,
  atOnce: number,
): { part: Told[]; last: string | undefined } {
  const part: Told[] = [];
  let size = 0;
  for (const each of all) {
    if (after !== undefined && each.place <= after) continue;
    if (size > atOnce) return { part, last: part.at(-1)?.place };
    part.push(each);
    size += each.size;
  }
  return { part, last: undefined };
}
