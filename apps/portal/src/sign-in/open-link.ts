import { isBoundBrowser, isBoundCode } from "@zerq/auth/magic-link-browser";
import { AppError } from "@zerq/errors/app-error";
import type { Secret } from "@zerq/logging/secret";
import { addressHash } from "@zerq/plane-protocol/address-hash";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { AttemptLimits } from "./attempt-limits.ts";
import type { LinkRecord, LinkStore } from "./link-store.ts";
import { addressHashes, type PortalKeys } from "./portal-keys.ts";
import type { SessionStore } from "./session-store.ts";

export type OpenLink = (request: {
  token: string;
  code: string | undefined;
  ip: string;
  /** From the cookie of the browser that opens the link; undefined when it has none. */
  browserToken: string | undefined;
}) => Promise<Secret<string>>;

/** A code has 30 bits: five tries find it once in two hundred million links. */
const CODE_TRIES_PER_LINK = 5;

/**
 * Opens a link and makes a session of it.
 * @returns the session's token
 * @throws AppError `too_many_requests`, `link_invalid`, `validation_failed` with a detail of path `code` as long as the code
 * is missing, `portal_access_denied`
 */
export function createOpenLink(parts: {
  keys: PortalKeys;
  catalogue: Catalogue;
  limits: AttemptLimits;
  links: LinkStore;
  sessions: SessionStore;
}): OpenLink {
  const { keys, catalogue, limits, links, sessions } = parts;

  /** The browser that asked needs nothing more; any other one needs the code. */
  async function checkBrowser(
    token: string,
    record: LinkRecord,
    browserToken: string | undefined,
    code: string | undefined,
  ): Promise<void> {
    if (browserToken !== undefined && isBoundBrowser(keys.browser.all, record, browserToken)) return;
    if (code === undefined)
      throw codeRefused("required", "Enter the code shown where you asked for the link.");
    // Counted before it is compared, so that tries at the same time don't get more of them.
    const tries = await links.countTry(token);
    if (tries <= CODE_TRIES_PER_LINK && isBoundCode(keys.browser.all, record, code)) return;
    if (tries < CODE_TRIES_PER_LINK)
      throw codeRefused("wrong", "This is not the code shown where you asked.");
    await links.consume(token);
    throw new AppError("link_invalid", { log: "too many wrong codes" });
  }

  return async ({ token, code, ip, browserToken }) => {
    await limits.countOpening(ip);
    const record = await links.find(token);
    if (record === undefined) throw new AppError("link_invalid");
    await checkBrowser(token, record, browserToken, code);
    // Of all that open a link at the same time, one gets the session.
    if (!(await links.consume(token))) throw new AppError("link_invalid");
    const hash = addressHash(keys.address.used, record.address);
    const clients = catalogue.clientsOf(addressHashes(keys, record.address));
    if (clients.length === 0) throw new AppError("portal_access_denied");
    const [only] = clients.length === 1 ? clients : [];
    return sessions.create({ address: record.address, addressHash: hash, clientId: only?.id ?? null });
  };
}

function codeRefused(code: "required" | "wrong", message: string): AppError {
  return new AppError("validation_failed", { message, details: [{ path: "code", code, message }] });
}
