import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { loadSettings } from "@zerq/env/settings";
import { createLogger } from "@zerq/logging/logger";
import { testKeys } from "@zerq/test-kit/keys";
import { freshMailCatcher } from "@zerq/test-kit/mail";
import { type FreshRedis, freshRedis } from "@zerq/test-kit/stores";
import { portalSettings } from "../src/env.ts";
import { type PortalOptions, startPortal } from "../src/start-portal.ts";
import { eventually } from "./eventually.ts";
import { Mailbox } from "./mailbox.ts";
import { Projection } from "./projection.ts";
import { TestBrowser } from "./test-browser.ts";

/** Not where the portal listens: what is built from it can't have come from a Host header. */
export const BASE_URL = "http://portal.test";

type Site = Awaited<ReturnType<typeof openSite>>;
export type TestPortal = Awaited<ReturnType<typeof startTestPortal>>;

/** Limits that a test file doesn't reach; those that are about limits bring their own. */
const wide = { windowMs: 60_000, linksPerAddress: 10_000, linksPerIp: 10_000, openingsPerIp: 10_000 };

export type TestPortalOptions = Pick<PortalOptions, "limits" | "deliveries"> & {
  env?: Record<string, string>;
  /** Makes the user of Redis that the portal is to be; anybody when not given. @returns the URL as that one */
  redisUrl?: (redis: FreshRedis) => Promise<string>;
  /** A portal that was stopped alone: the new one is its next start. */
  earlier?: { site: Site };
};

/** A portal with a Redis, a mail server and a projection of its own. */
export async function startTestPortal(options: TestPortalOptions = {}) {
  const site = options.earlier?.site ?? (await openSite());
  const { keys, redis, mail, web, projection } = site;
  const clock = { now: Date.now() };
  const log: string[] = [];
  const settings = loadSettings(portalSettings, {
    REDIS_URL: (await options.redisUrl?.(redis)) ?? redis.url,
    PORTAL_KEY: keys.PORTAL_KEY,
    CONFIG_VERIFY_KEYS: keys.CONFIG_VERIFY_KEYS,
    SMTP_URL: mail.smtpUrl,
    PORTAL_BASE_URL: BASE_URL,
    GATEWAY_PUBLIC_URL: "http://gateway.test",
    ZERQ_BIND_ADDRESS: "127.0.0.1",
    EGRESS_ALLOW: "127.0.0.1:*",
    ...options.env,
  });
  const portal = await startPortal({
    settings: { ...settings, ZERQ_PORTAL_PORT: 0, ZERQ_PORTAL_OPERATIONS_PORT: 0 },
    log: createLogger({ service: "portal", level: "debug", destination: collect(log) }),
    webDirectory: web,
    now: () => clock.now,
    pollMs: 50,
    limits: options.limits ?? wide,
    deliveries: { spreadMs: 0, retryAfterMs: [20, 20], ...options.deliveries },
  });
  const url = `http://127.0.0.1:${portal.port}`;
  const operationsUrl = `http://127.0.0.1:${portal.operationsPort}`;
  const mailbox = new Mailbox(mail.url);
  const browser = () => new TestBrowser(url, BASE_URL);
  return {
    site,
    keys,
    redis,
    projection,
    clock,
    log,
    url,
    operationsUrl,
    mailbox,
    browser,
    /** Waits until everything that was published is in force. */
    applied: () =>
      eventually("the projection", async () => {
        const metrics = await (await fetch(`${operationsUrl}/metrics`)).text();
        return metrics.includes(`zerq_portal_config_version ${projection.version}\n`) ? true : undefined;
      }),
    /** A browser that has signed in by a link. */
    async signedIn(email: string): Promise<TestBrowser> {
      const signing = browser();
      await signing.ask(email);
      const { status } = await signing.open(await mailbox.nextToken(email));
      if (status !== 204) throw new Error(`signing in answered ${status}`);
      return signing;
    },
    /** Stops the portal, and leaves what it works with. */
    stopAlone: () => portal.stop(),
    async stop() {
      await portal.stop();
      projection.redis.disconnect();
      await mail.stop();
      await redis.stop();
      rmSync(web, { recursive: true, force: true });
    },
  };
}

/** What a portal works with. */
async function openSite() {
  const keys = testKeys();
  const [redis, mail] = [await freshRedis(), await freshMailCatcher()];
  const projection = new Projection(redis.url, keys.CONFIG_SIGNING_KEY);
  await projection.begin();
  return { keys, redis, mail, projection, web: writeWebPages() };
}

/** What a build leaves, in small. */
export function writeWebPages(): string {
  const directory = mkdtempSync(join(tmpdir(), "zerq-portal-web-"));
  mkdirSync(join(directory, "assets"));
  writeFileSync(join(directory, "index.html"), "<!doctype html><title>Portal page</title>");
  writeFileSync(join(directory, "favicon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
  writeFileSync(join(directory, "assets/index-abc123.js"), "export {};");
  return directory;
}

function collect(lines: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
}
