import { z } from "zod";

/** A gateway group's name: part of keys in Redis and of the names of chains. */
export const groupName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "must be lower-case letters, digits and hyphens, at most 40");

/** Each has a signed delta in every version, so there are not many. */
export const MOST_GROUPS = 32;
