import { goes, type Look } from "./look.ts";
import type { Flag } from "./warning.ts";

type Limit = { max: number; interval: string };

/** Seconds of each interval; a month is taken for 30 days. */
const seconds: Readonly<Record<string, number>> = {
  "1m": 60,
  "5m": 300,
  "1h": 3_600,
  "1d": 86_400,
  "7d": 604_800,
  "30d": 2_592_000,
};

/** Whether more may come at once, or over time. */
function isHigher(after: Limit, before: Limit): boolean {
  if (after.max > before.max) return true;
  return perSecond(after) > perSecond(before);
}

function perSecond({ max, interval }: Limit): number {
  return max / (seconds[interval] ?? 1);
}

/** A rate limit or a quota; one that is new, or lower, lets nobody do more. */
export const limit: Look = (after, before) => {
  const gone = goes("not_limited", "is not limited any more")(after, before);
  if (gone !== undefined) return gone;
  if (!(after instanceof Object && before instanceof Object)) return undefined;
  return isHigher(after as Limit, before as Limit) ? raised : undefined;
};

const raised: Flag = { code: "limit_raised", message: "allows more requests" };

const strictness: Readonly<Record<string, number>> = { closed: 0, share: 1, open: 2 };

/** What happens while limits can't be checked: refused, a share, or everything. */
export const onLimiterFailure: Look = (after, before) => {
  if (after === "open" && before !== "open")
    return { code: "not_limited", message: "admits everything while limits can't be checked" };
  const isLooser = (strictness[String(after)] ?? 0) > (strictness[String(before ?? after)] ?? 0);
  return isLooser
    ? { code: "limit_raised", message: "admits a share while limits can't be checked" }
    : undefined;
};
