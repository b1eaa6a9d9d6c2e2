import { holdsHost, holdsPath } from "./collection-place.ts";
import { grants, isNew, type Look, list } from "./look.ts";
import type { Flag } from "./warning.ts";

/** Looks at where a collection answers and where it sends requests. */

/** Hosts, where none means any, and `*.example.com` holds every name below it. */
export const hosts: Look = (after, before) => {
  const [now, then] = [list(after).map(String), list(before).map(String)];
  if (isNew(before) || then.length === 0) return undefined;
  if (now.length === 0) return { code: "more_hosts", message: "answers for every host" };
  const isMore = now.some((host) => !then.some((known) => holdsHost(known, host)));
  return isMore ? { code: "more_hosts", message: "answers for more hosts" } : undefined;
};

/** A base path below the one before answers nothing that the collection didn't answer. */
export const basePath: Look = (after, before) => {
  if (isNew(before)) return undefined;
  const [now, then] = [String(after), String(before)];
  if (holdsPath(then, now)) return undefined;
  const message = holdsPath(now, then) ? "answers below a wider path" : "answers below another path";
  return { code: "other_path", message };
};

type Target = { url: string; weight: number };

/** Targets that get requests: one that was there before with a weight of 0 got none. */
export const targets: Look = (after, before) => {
  if (isNew(before)) return undefined;
  const urls = (value: unknown) =>
    (list(value) as Target[]).filter(({ weight }) => weight > 0).map(({ url }) => url);
  return grants("other_target", "sends requests to another target")(urls(after), urls(before));
};

/** When it ends: null is not before somebody says so. */
type Maintenance = { until: string | null } | null;

export const maintenance: Look = (after, before) => {
  const [now, then] = [after as Maintenance, before as Maintenance | undefined];
  if (then === undefined || then === null) return undefined;
  if (now === null) return { code: "in_service", message: "is not under maintenance any more" };
  const ends = ({ until }: { until: string | null }) => (until === null ? Infinity : Date.parse(until));
  return ends(now) < ends(then)
    ? { code: "in_service", message: "is under maintenance for less long" }
    : undefined;
};

type CorsRules = Readonly<Record<string, unknown>> | null;

const pages = (message: string): Flag => ({ code: "more_pages", message });

/** Which pages may call it. Without rules of its own, those of the deployment hold, which aren't known here. */
export const cors: Look = (after, before) => {
  const [now, then] = [after as CorsRules, (before ?? null) as CorsRules];
  if (now === null) return then === null ? undefined : pages("follows the deployment's CORS rules");
  const origins = list(now["allowOrigins"]);
  if (then === null)
    return pages(origins.includes("*") ? "may be called by every page" : "may be called by pages of others");
  const known = list(then["allowOrigins"]);
  if (!known.includes("*") && origins.some((origin) => !known.includes(origin)))
    return pages(
      origins.includes("*") ? "may be called by every page" : "may be called by pages of more origins",
    );
  const isMore = ["allowMethods", "allowHeaders"].some((name) => isLonger(now[name], then[name]));
  if (isMore) return pages("lets pages send more");
  const isShown = list(now["exposeHeaders"]).some((name) => !list(then["exposeHeaders"]).includes(name));
  return isShown ? pages("lets pages read more headers") : undefined;
};

/** A list that isn't there allows whatever a page asks for. */
function isLonger(after: unknown, before: unknown): boolean {
  if (before === undefined) return false;
  return after === undefined || list(after).some((item) => !list(before).includes(item));
}
