import type { Client, ClientLimit, Profile } from "./routing-table.ts";

/** The buckets of `none` profiles by the limit that they are made of; they go when a new snapshot replaces the limit. */
const buckets = new WeakMap<ClientLimit, Map<string, ClientLimit>>();

/**
 * The limit that a request counts in: the client's, over all of its profiles. A `none` profile has a bucket of its own with
 * the same numbers, so that whoever guesses its id can't use up what the client has.
 */
export function limitOf(client: Client, profile: Profile): ClientLimit {
  const { limit } = client;
  return profile.authType === "none" && limit.kind === "rate" ? bucketOf(limit, profile.id) : limit;
}

function bucketOf(limit: Extract<ClientLimit, { kind: "rate" }>, profileId: string): ClientLimit {
  let ofLimit = buckets.get(limit);
  if (ofLimit === undefined) {
    ofLimit = new Map();
    buckets.set(limit, ofLimit);
  }
  let bucket = ofLimit.get(profileId);
  if (bucket === undefined) {
    bucket = { ...limit, rule: { ...limit.rule, key: profileId } };
    ofLimit.set(profileId, bucket);
  }
  return bucket;
}
