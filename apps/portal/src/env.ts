import type { KeyObject } from "node:crypto";
import { parsePublicKey } from "@zerq/crypto/signing";
import { commonSettings } from "@zerq/env/common-settings";
import { httpUrl, key32, list, networks, port, secretUrl, text } from "@zerq/env/kinds";
import { previousKeys } from "@zerq/env/previous-keys";
import { loadSettingsOrExit, type Settings, setting } from "@zerq/env/settings";
import { z } from "zod";

const publicKeys: z.ZodType<KeyObject[], string> = list.transform((items, context) => {
  try {
    if (items.length > 0) return items.map(parsePublicKey);
  } catch {
    // The reason would echo the setting; the sentence below says what it must be.
  }
  context.addIssue({
    code: "custom",
    message: "must be public keys (Ed25519 or P-256, base64 SPKI or PEM), separated by commas",
  });
  return z.NEVER;
});

/** An origin: the portal's pages and cookies are for the root of its host. */
const origin: z.ZodType<string, string> = httpUrl.transform((url, context) => {
  if (new URL(url).origin === url.toLowerCase()) return new URL(url).origin;
  context.addIssue({ code: "custom", message: "must be scheme, host and port only, without a path" });
  return z.NEVER;
});

/** Every setting of the portal. It holds no key but its own, and public ones. */
export const portalSettings = {
  ...commonSettings,
  ZERQ_PORTAL_PORT: setting(port, { description: "Port of the portal's pages and API.", default: "3001" }),
  ZERQ_PORTAL_OPERATIONS_PORT: setting(port, {
    description: "Port of health and metrics.",
    default: "9092",
  }),
  PORTAL_BASE_URL: setting(origin, {
    description: "Where browsers reach the portal; links in mails are built from it and nothing else.",
    default: "http://localhost:3001",
  }),
  GATEWAY_PUBLIC_URL: setting(httpUrl, {
    description: "Where developers reach the gateway; shown beside the endpoints.",
    default: "http://localhost:8080",
  }),
  MANAGEMENT_INTERNAL_URL: setting(httpUrl, {
    description: "Management's listener for the portal: usage, own requests, rotation of tokens.",
    default: "http://localhost:3010",
  }),
  REDIS_URL: setting(secretUrl("redis", "rediss"), { description: "Redis for config, links and sessions." }),
  PORTAL_SNAPSHOT_FILE: setting(text, {
    description:
      "The file in which this portal keeps the signed projection that it applied last, sealed under PORTAL_KEY: with it the portal starts while Redis and management are away, and signs developers in as soon as Redis is back. Each portal needs its own. Empty: none is kept.",
    default: "",
  }),
  PORTAL_KEY: setting(key32, { description: "32 random bytes shared with management." }),
  PORTAL_KEYS_PREVIOUS: setting(previousKeys, {
    description: "Keys that are accepted beside PORTAL_KEY while it is being changed, separated by commas.",
    default: "",
  }),
  CONFIG_VERIFY_KEYS: setting(publicKeys, {
    description: "Public keys of management's config signatures; two while one is being replaced.",
  }),
  SMTP_URL: setting(secretUrl("smtp", "smtps"), {
    description: "Mail server; `?requireTLS=true` insists on STARTTLS.",
    example: "smtps://user:password@mail.example.com",
  }),
  PORTAL_MAIL_FROM: setting(text, {
    description: "Sender of sign-in mails; `no-reply@` the portal's host when empty.",
    default: "",
    example: "Developer portal <no-reply@example.com>",
  }),
  TRUSTED_PROXIES: setting(networks, {
    description: "Proxies whose X-Forwarded-For counts.",
    default: "",
  }),
  EGRESS_ALLOW: setting(text, {
    description: "Internal addresses that may be called (here: the mail server): host|CIDR:port, …",
    default: "",
  }),
} as const;

export type PortalSettings = Settings<typeof portalSettings>;

/** The only reader of process.env in this service. Prints every problem and exits when there is one. */
export function readSettings(): PortalSettings {
  return loadSettingsOrExit("portal", portalSettings, process.env);
}
