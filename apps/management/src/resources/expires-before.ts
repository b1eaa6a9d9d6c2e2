import { trusted } from "mongoose";
import { z } from "zod";

/** `expiresBefore` of a list: what ends between now and then. What has ended already is no news. */
export const expiresBefore = z.iso.datetime({ offset: true });

export function endsBefore(time: string): object {
  return { expiries: trusted({ $elemMatch: { $gte: new Date(), $lt: new Date(time) } }) };
}
