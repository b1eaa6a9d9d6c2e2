import { type CollectionPlace, type Place, placesOf, sharedPlaces } from "./collection-place.ts";
import { Routing } from "./routing.ts";

/** What becomes of requests by a change of one collection, beside one other collection. `place` is an example. */
export type Meeting = {
  kind: "takes" | "gives" | "before" | "behind";
  other: CollectionPlace;
  place: Place;
};

type Change = { before: CollectionPlace | null; after: CollectionPlace | null };

/**
 * Which collections a change of one takes requests from (`takes`) or leaves them to (`gives`), and which it comes to lie before or
 * behind without moving any now: one of the two is a draft, or the other is preferred.
 *
 * It is enough to look at the requests of shared places that no narrower place has: whatever is preferred to a place there is
 * preferred to it in all of what they share, since the narrower host and the longer base path decide.
 */
export function trafficOf({ before, after }: Change, others: readonly CollectionPlace[]): Meeting[] {
  const now = new Routing(after === null ? others : [...others, after]);
  const then = new Routing(before === null ? others : [...others, before]);
  const isFresh = freshness({ before, after });
  return others.flatMap((other): Meeting[] => {
    const moved: Meeting[] = [];
    let standing: Meeting | undefined;
    for (const { place, own, isPreferred } of after === null ? [] : sharedPlaces(after, other)) {
      if (then.find(place) === other && now.find(place) === after) {
        moved.push({ kind: "takes", other, place });
        break;
      }
      if (isFresh(own)) standing ??= { kind: isPreferred ? "before" : "behind", other, place };
    }
    for (const { place } of before === null ? [] : sharedPlaces(before, other)) {
      if (then.find(place) !== before || now.find(place) !== other) continue;
      moved.push({ kind: "gives", other, place });
      break;
    }
    return moved.length > 0 || standing === undefined ? moved : [standing];
  });
}

/** Whether a place is brought by the change: every one is when it publishes the collection. */
function freshness({ before, after }: Change): (place: Place) => boolean {
  if (before === null || (after?.isPublished === true && !before.isPublished)) return () => true;
  const nameOf = ({ group, host, basePath }: Place) => `${group} ${host} ${basePath}`;
  const known = new Set(placesOf(before).map(nameOf));
  return (place) => !known.has(nameOf(place));
}
