import type { Client, ClientLimit, Profile } from "./routing-table.ts";

type LimitedClient = Extract<ClientLimit, { kind: "limited" }>;

/** The buckets of `none` profiles by the limit that they are made of; they go when a new snapshot replaces the limit. */
const buckets = new WeakMap<ClientLimit, Map<string, ClientLimit>>();

/**
 * The limit that a request counts in: the client's, over all of its profiles. A `none` profile has a bucket of its own with
 * the same numbers, so that whoever guesses its id can't use up what the client has.
 */
export function limitOf(client: Client, profile: Profile): ClientLimit {
  const { limit } = client;
  return profile.authType === "none" && limit.kind === "limited" ? bucketOf(limit, profile.id) : limit;
}

function bucketOf(limit: LimitedClient, profileId: string): ClientLimit {
  let ofLimit = buckets.get(limit);
  if (ofLimit === undefined) {
    ofLimit = new Map();
    buckets.set(limit, ofLimit);
  }
  let bucket = ofLimit.get(profileId);
  if (bucket === undefined) {
    const { rate, quota } = limit;
    bucket = {
      ...limit,
      rate: rate && { ...rate, key: profileId },
      quota: quota && { ...quota, key: profileId },
    };
    ofLimit.set(profileId, bucket);
  }
  return bucket;
}
