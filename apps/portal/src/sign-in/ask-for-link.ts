import { mintLinkToken } from "@zerq/auth/magic-link";
import { bindBrowser } from "@zerq/auth/magic-link-browser";
import type { Logger } from "@zerq/logging/logger";
import { addressHash, normalizeAddress } from "@zerq/plane-protocol/address-hash";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Mailer } from "../mail.ts";
import type { Metrics } from "../metrics.ts";
import type { AttemptLimits } from "./attempt-limits.ts";
import type { Deliveries } from "./deliveries.ts";
import type { LinkStore } from "./link-store.ts";
import { addressHashes, type PortalKeys } from "./portal-keys.ts";
import { signInMail } from "./sign-in-mail.ts";

export type AskForLink = (request: { email: string; ip: string; browserToken: string }) => Promise<void>;

/**
 * Asks for a sign-in link. Up to the answer everything is the same whoever asks: two counters and a job taken. Whether the
 * address is known is looked up by the job, later.
 * @throws AppError `too_many_requests`
 */
export function createAskForLink(parts: {
  keys: PortalKeys;
  catalogue: Catalogue;
  limits: AttemptLimits;
  links: LinkStore;
  deliveries: Deliveries;
  mailer: Mailer;
  baseUrl: string;
  metrics: Metrics;
  log: Logger;
}): AskForLink {
  const { keys, catalogue, limits, links, deliveries, mailer, baseUrl, metrics, log } = parts;
  return async ({ email, ip, browserToken }) => {
    const address = normalizeAddress(email);
    const hash = addressHash(keys.address.used, address);
    await limits.countLink(hash, ip);
    const binding = bindBrowser(keys.browser.used, browserToken);
    const token = mintLinkToken().reveal();
    const taken = deliveries.add(async () => {
      if (catalogue.clientsOf(addressHashes(keys, address)).length === 0)
        return metrics.countMail("no_access");
      await links.put(token, { address, ...binding });
      await mailer.send(signInMail({ to: address, baseUrl, token }));
      metrics.countMail("sent");
    });
    if (taken) return;
    metrics.countMail("dropped");
    log.error("a sign-in mail was dropped: too many wait for the mail server");
  };
}
