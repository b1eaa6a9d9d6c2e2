import { isDeepStrictEqual } from "node:util";
import type { Entry } from "./config-document.schema.ts";
import type { ConfigKind } from "./config-kinds.ts";
import type { Notice } from "./hold-back.ts";

/** Looks at one field of an entry, before (undefined when it is new) and after. */
type Look = (after: unknown, before: unknown) => string | undefined;
type Looks = Readonly<Record<string, Look>>;

/**
 * What lets more callers in, or lets them do more, than before (threat 28): so that whoever reads a diff sees it without
 * knowing every field. A new resource is compared with nothing at all.
 */
export function wideningsOf(kind: ConfigKind, before: Entry | null, after: Entry): Notice[] {
  return Object.entries(looks[kind]).flatMap(([path, look]) => {
    const [now, then] = [valueAt(after, path), valueAt(before, path)];
    const message = before !== null && isDeepStrictEqual(now, then) ? undefined : look(now, then);
    return message === undefined ? [] : [{ path, message }];
  });
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const isNew = (value: unknown) => value === undefined;

const becomes =
  (wide: unknown, message: string): Look =>
  (after) =>
    isDeepStrictEqual(after, wide) ? message : undefined;

/** A list of what is allowed, where an empty one allows everything. */
const allows =
  (message: string): Look =>
  (after, before) => {
    if (isNew(before)) return undefined;
    const known = list(before);
    if (known.length === 0) return undefined;
    return list(after).length === 0 || list(after).some((item) => !known.includes(item))
      ? message
      : undefined;
  };

/** A list of what is allowed, where an empty one allows nothing. */
const grants =
  (message: string): Look =>
  (after, before) =>
    list(after).some((item) => !list(before).includes(item)) ? message : undefined;

/** A list of what is forbidden or asked for. */
const loses =
  (message: string): Look =>
  (after, before) =>
    list(before).some((item) => !list(after).includes(item)) ? message : undefined;

/** A number or a time above which nothing goes, where null means without end. */
const rises =
  (message: string): Look =>
  (after, before) => {
    if (isNew(before) || before === null) return undefined;
    return after === null || after === undefined || String(after) > String(before) ? message : undefined;
  };

const changes =
  (message: string): Look =>
  (_after, before) =>
    isNew(before) ? undefined : message;

const published = becomes("published", "is in service");

const looks: Readonly<Record<ConfigKind, Looks>> = {
  policies: {
    active: (after, before) => (before === true && after === false ? "is not enforced any more" : undefined),
    rateLimit: changes("changes a limit"),
    quota: changes("changes a limit"),
    onLimiterFailure: becomes("open", "admits everything while limits can't be checked"),
  },
  credentials: {
    origins: grants("may be sent to a new origin"),
    tokenUrl: changes("goes to another address"),
  },
  collections: {
    status: published,
    hosts: allows("answers for more hosts"),
    gatewayGroups: (after, before) =>
      isNew(before) ? undefined : grants("is served by the gateways of another group")(after, before),
    basePath: changes("answers below another path"),
    targetEndpoint: changes("goes to another target"),
    "upstream.targets": changes("goes to other targets"),
    "upstream.tls.verify": becomes(false, "does not verify the upstream's certificate"),
    maintenance: becomes(null, "is not under maintenance any more"),
    cors: changes("changes which pages may call it"),
  },
  proxies: {
    status: published,
    methods: (after, before) => (isNew(before) ? undefined : grants("answers more methods")(after, before)),
    path: changes("answers another path"),
    requestSchema: (after, before) =>
      !isNew(before) && after === null ? "is not validated any more" : undefined,
  },
  clients: {
    active: (after, before) => (before === false && after === true ? "is active again" : undefined),
    collections: grants("may call more APIs"),
    policy: (after, before) => (isNew(before) || before === null ? undefined : limitsOf(after)),
    hasPortalAccess: becomes(true, "may use the portal"),
    authorizedEmails: grants("more addresses may use the portal"),
  },
  profiles: {
    active: (after, before) => (before === false && after === true ? "is active again" : undefined),
    authType: becomes("none", "asks for no credential"),
    allowedIps: allows("may be used from more addresses"),
    deniedIps: loses("may be used from addresses that were denied"),
    allowedMethods: allows("may use more methods"),
    expiresAt: rises("lives longer"),
    jwt: changes("changes which tokens are valid"),
    oidc: changes("changes which tokens are valid"),
    mtls: changes("changes which certificates are valid"),
  },
};

function limitsOf(policy: unknown): string {
  return policy === null ? "has no limits any more" : "has other limits";
}

function valueAt(entry: Entry | null, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (at, name) => (at instanceof Object ? (at as Record<string, unknown>)[name] : undefined),
      entry,
    );
}
