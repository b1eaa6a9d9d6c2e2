import { anyHost, type CollectionPlace, type Place } from "./collection-place.ts";
import { type Meeting, trafficOf } from "./traffic.ts";
import type { Warning, WarningCode } from "./warning.ts";

/** Most other collections that are told of one by one, of each kind. */
const MOST_OTHERS = 20;

type Change = { before: CollectionPlace | null; after: CollectionPlace | null };

/** Whether the change can move requests, or make two collections meet, at all: most changes can't, and cost nothing. */
export function movesPlaces({ before, after }: Change): boolean {
  if (before === null || after === null) return true;
  const said = ({ hosts, basePath, groups, isPublished }: CollectionPlace) =>
    JSON.stringify([hosts, basePath, groups, isPublished]);
  return said(before) !== said(after);
}

/** What a change of one collection does to the requests of others. */
export function trafficWarnings(change: Change, others: readonly CollectionPlace[]): Warning[] {
  const meetings = trafficOf(change, others);
  return kinds.flatMap((kind) => {
    const same = meetings
      .filter((meeting) => meeting.kind === kind)
      .toSorted((a, b) => (a.other.key < b.other.key ? -1 : 1));
    const told = same.slice(0, MOST_OTHERS).map((meeting) => warningOf(change, meeting));
    const more = same.length - told.length;
    return more === 0 ? told : [...told, { code: codes[kind], message: `and of ${more} other collections` }];
  });
}

const kinds = ["takes", "gives", "before", "behind"] as const satisfies Meeting["kind"][];

const codes: Readonly<Record<Meeting["kind"], WarningCode>> = {
  takes: "takes_requests",
  gives: "gives_requests",
  before: "overlaps",
  behind: "overlaps",
};

const messages: Readonly<Record<Meeting["kind"], (other: string, place: string) => string>> = {
  takes: (other, place) => `takes requests from the collection ${other}: ${place}`,
  gives: (other, place) => `leaves requests to the collection ${other}: ${place}`,
  before: (other, place) =>
    `overlaps the collection ${other}, and takes its requests when both are published: ${place}`,
  behind: (other, place) =>
    `overlaps the collection ${other}, and answers in its place whenever that is not published: ${place}`,
};

function warningOf({ before, after }: Change, { kind, other, place }: Meeting): Warning {
  const { id, key, name } = other;
  return {
    code: codes[kind],
    message: messages[kind](key, describe(place)),
    // Of what is deleted, no field is left.
    ...(after !== null && { path: pathOf(before, after) }),
    other: { kind: "collection", id, key, name },
  };
}

/** The field that did it. */
function pathOf(before: CollectionPlace | null, after: CollectionPlace): string {
  if (before === null || before.basePath !== after.basePath) return "basePath";
  if (JSON.stringify(before.hosts) !== JSON.stringify(after.hosts)) return "hosts";
  return before.isPublished === after.isPublished ? "gatewayGroups" : "status";
}

function describe({ host, basePath }: Place): string {
  return host === anyHost ? basePath : `${basePath} at ${host}`;
}
