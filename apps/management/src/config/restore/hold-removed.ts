import { isDeepStrictEqual } from "node:util";
import type { ConfigKind } from "../config-kinds.ts";
import type { Notice } from "../hold-back.ts";
import { bothDenied, commonAllowed } from "./narrow-addresses.ts";

type Body = Record<string, unknown>;
/** Changes the body, and says what was held back. */
type Hold = (body: Body, now: Readonly<Body>) => Notice[];

/**
 * A restore gives nobody back what was taken from them since (threat 31): what was switched off, ended, removed or denied stays
 * so. What was deleted comes back switched off. All of it only when the caller doesn't ask for it by `reactivate`.
 * @param body of then, and is changed
 * @param now the resource of today in the same shape; null when it was deleted since
 */
export function holdRemoved(kind: ConfigKind, body: Body, now: Readonly<Body> | null): Notice[] {
  return now === null ? afterDeletion[kind](body, {}) : sinceThen[kind](body, now);
}

const nothing: Hold = () => [];

const sinceThen: Readonly<Record<ConfigKind, Hold>> = {
  policies: nothing,
  credentials: nothing,
  collections: nothing,
  proxies: nothing,
  clients: (body, now) => [
    ...holdSwitch(body, "active", now["active"], "was deactivated, and stays so"),
    ...holdSwitch(body, "hasPortalAccess", now["hasPortalAccess"], "was withdrawn, and stays so"),
    ...holdEmails(body, textsOf(now["authorizedEmails"])),
  ],
  profiles: (body, now) => [
    ...holdSwitch(body, "active", now["active"], "was deactivated, and stays so"),
    ...holdEnd(body, now),
    ...holdAllowed(body, now),
    ...holdDenied(body, now),
    ...holdIssuer(body, now),
    ...holdCertificates(body, now),
  ],
};

const afterDeletion: Readonly<Record<ConfigKind, Hold>> = {
  policies: nothing,
  credentials: nothing,
  collections: nothing,
  proxies: nothing,
  clients: (body) => [
    ...holdSwitch(body, "active", false, "was deleted, and comes back inactive"),
    ...holdSwitch(body, "hasPortalAccess", false, "was deleted, and comes back without"),
    ...holdEmails(body, []),
  ],
  profiles: (body) => holdSwitch(body, "active", false, "was deleted, and comes back inactive"),
};

function holdSwitch(body: Body, path: string, now: unknown, message: string): Notice[] {
  if (body[path] === false || now === true) return [];
  body[path] = false;
  return [{ path, message }];
}

function holdEmails(body: Body, now: readonly string[]): Notice[] {
  const path = "authorizedEmails";
  const removed = textsOf(body[path]).filter((address) => !now.includes(address));
  body[path] = textsOf(body[path]).filter((address) => now.includes(address));
  return removed.map((address) => ({ path, message: `${address} was removed, and stays so` }));
}

/** An end that was set since, or has passed, is not put off. */
function holdEnd(body: Body, now: Readonly<Body>): Notice[] {
  const [then, today] = [endOf(body["expiresAt"]), endOf(now["expiresAt"])];
  if (then <= today) return [];
  body["expiresAt"] = now["expiresAt"];
  return [{ path: "expiresAt", message: "ends earlier by now, and is not put off" }];
}

function endOf(time: unknown): number {
  return typeof time === "string" ? Date.parse(time) : Number.POSITIVE_INFINITY;
}

function holdAllowed(body: Body, now: Readonly<Body>): Notice[] {
  const path = "allowedIps";
  const then = textsOf(body[path]);
  const common = commonAllowed(then, textsOf(now[path]));
  body[path] = common;
  if (then.length === 0)
    return common.length === 0 ? [] : [{ path, message: "was restricted, and stays so" }];
  return then
    .filter((address) => !common.includes(address))
    .map((address) => ({ path, message: `${address} was removed, and stays so` }));
}

function holdDenied(body: Body, now: Readonly<Body>): Notice[] {
  const path = "deniedIps";
  const then = textsOf(body[path]);
  const both = bothDenied(then, textsOf(now[path]));
  body[path] = both;
  return both.slice(then.length).map((address) => ({ path, message: `${address} was denied, and stays so` }));
}

/** Whoever is trusted by now to say who is calling, the one of then is not trusted again. */
function holdIssuer(body: Body, now: Readonly<Body>): Notice[] {
  const [then, today] = [body["oidc"] as Body | undefined, now["oidc"] as Body | undefined];
  if (then === undefined || today === undefined) return [];
  if (then["issuer"] === today["issuer"] && (then["jwksUri"] ?? null) === today["jwksUri"]) return [];
  body["oidc"] = today;
  return [{ path: "oidc", message: "trusts another issuer by now, and goes on so" }];
}

type Rules = { caCertificates: unknown; match: unknown[]; crl: unknown };

/** Certificates are what such a profile has for tokens: one that was removed or revoked since stays so. */
function holdCertificates(body: Body, now: Readonly<Body>): Notice[] {
  const [then, today] = [body["mtls"] as Rules | undefined, now["mtls"] as Rules | undefined];
  if (then === undefined || today === undefined) return [];
  const notices: Notice[] = [];
  const keep = (name: "caCertificates" | "crl", message: string) => {
    if (isDeepStrictEqual(then[name], today[name])) return then[name];
    notices.push({ path: `mtls.${name}`, message });
    return today[name];
  };
  const caCertificates = keep("caCertificates", "was changed, and stays so");
  const crl = today.crl === null ? then.crl : keep("crl", "was changed, and stays so");
  const common = then.match.filter((one) => today.match.some((other) => isDeepStrictEqual(one, other)));
  if (common.length < then.match.length)
    notices.push({ path: "mtls.match", message: "was narrowed, and stays so" });
  // What nothing matches is no profile.
  body["mtls"] = { caCertificates, crl, match: common.length === 0 ? today.match : common };
  return notices;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
