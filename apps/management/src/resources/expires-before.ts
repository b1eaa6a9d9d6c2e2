import { trusted } from "mongoose";
import { z } from "zod";

export const expiresBeforeInput = z.iso.datetime({ offset: true });

/** `expiresBefore` of a list: what ends between now and then. What has ended already is no news. */
export const expiresBefore = {
  of: (time: string): object => ({
    expiries: trusted({ $elemMatch: { $gte: new Date(), $lt: new Date(time) } }),
  }),
  index: { expiries: 1 },
} as const;
