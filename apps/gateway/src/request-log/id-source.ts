import { randomBytes } from "node:crypto";

/** Ids that are unique over all workers: 96 random bits of this process, then a counter. No random bytes for each request. */
export function createIdSource(): () => string {
  const prefix = randomBytes(12).toString("hex");
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}-${count.toString(36)}`;
  };
}
