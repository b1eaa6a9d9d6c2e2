import { z } from "zod";

export const epochInput = z.strictObject({
  /** The present epoch, which ends with this: so it happens once, and to the database that was looked at. */
  epoch: z.int().positive(),
});

export const epochState = z.strictObject({
  epoch: z.int(),
  /** The newest version of the database; of one that was just raised, the version that begins it. */
  version: z.int(),
  /**
   * Whether Redis has a later version than the database, as for a moment after a restore, until an instance begins anew there;
   * null when Redis doesn't say.
   */
  redisIsAhead: z.boolean().nullable(),
  /**
   * Gateways, by the names of their instances, that have a later version or another history than the database, and keep to it
   * until the epoch is raised. In the answer to that it is who was found so before.
   */
  gatewaysApart: z.array(z.string()),
});
export type EpochState = z.infer<typeof epochState>;
