import type { KeyInUse } from "@zerq/crypto/shared-keys";
import { createEgressGuard } from "@zerq/egress/guard";
import type { Logger } from "@zerq/logging/logger";
import type { Redis } from "@zerq/service/redis";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { PortalSettings } from "../env.ts";
import { createMailer } from "../mail.ts";
import type { Metrics } from "../metrics.ts";
import { type AskForLink, createAskForLink } from "./ask-for-link.ts";
import { createAttemptLimits, type LimitNumbers } from "./attempt-limits.ts";
import type { Deliveries } from "./deliveries.ts";
import { createLinkStore } from "./link-store.ts";
import { createOpenLink, type OpenLink } from "./open-link.ts";
import { derivePortalKeys, type PortalKeys } from "./portal-keys.ts";
import { createSessionStore, type SessionStore } from "./session-store.ts";

export type SignIn = {
  keys: PortalKeys;
  sessions: SessionStore;
  askForLink: AskForLink;
  openLink: OpenLink;
};

/** Everything that signs developers in and remembers that they are. */
export function createSignIn(parts: {
  settings: PortalSettings;
  portalKey: KeyInUse;
  redis: Redis;
  catalogue: Catalogue;
  deliveries: Deliveries;
  metrics: Metrics;
  log: Logger;
  now: () => number;
  limits: LimitNumbers | undefined;
}): SignIn {
  const { settings, redis, now } = parts;
  const keys = derivePortalKeys(parts.portalKey);
  const links = createLinkStore(redis, keys.link, now);
  const sessions = createSessionStore(redis, keys.session, now);
  const limits = createAttemptLimits(redis, keys.link, parts.limits);
  const own = ownAddresses(settings.REDIS_URL.reveal());
  const guard = createEgressGuard({ allow: settings.EGRESS_ALLOW, own });
  const baseUrl = settings.PORTAL_BASE_URL;
  const from = settings.PORTAL_MAIL_FROM || `Developer portal <no-reply@${new URL(baseUrl).hostname}>`;
  const mailer = createMailer({ url: settings.SMTP_URL, from, guard });
  const shared = { ...parts, keys, limits, links };
  return {
    keys,
    sessions,
    askForLink: createAskForLink({ ...shared, mailer, baseUrl }),
    openLink: createOpenLink({ ...shared, sessions }),
  };
}

/** Zerq's own stores as `host:port`: no mail server lives there. */
function ownAddresses(redisUrl: string): string[] {
  const { hostname, port } = new URL(redisUrl);
  return [`${hostname}:${port === "" ? 6379 : port}`];
}
