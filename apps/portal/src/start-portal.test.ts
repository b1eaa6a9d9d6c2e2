import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { loadSettings } from "@zerq/env/settings";
import { createLogger } from "@zerq/logging/logger";
import { testKeys } from "@zerq/test-kit/keys";
import { freshRedis } from "@zerq/test-kit/stores";
import { afterEach, describe, expect, it } from "vitest";
import { client } from "../test/entities.ts";
import { eventually } from "../test/eventually.ts";
import { startTestPortal, type TestPortal, writeWebPages } from "../test/test-portal.ts";
import { portalSettings } from "./env.ts";
import { startPortal } from "./start-portal.ts";

const EMAIL = "dev@partner.example";
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function start(options: Parameters<typeof startTestPortal>[0]): Promise<TestPortal> {
  const portal = await startTestPortal(options);
  stops.push(() => portal.stop());
  await portal.projection.put("client", client(portal.keys.PORTAL_KEY, [EMAIL]));
  await portal.applied();
  return portal;
}

function freshWebPages(): string {
  const directory = writeWebPages();
  stops.push(() => rmSync(directory, { recursive: true }));
  return directory;
}

describe("starting", () => {
  const log = createLogger({ service: "portal", level: "error" });
  const { PORTAL_KEY, CONFIG_VERIFY_KEYS } = testKeys();

  function startWith(env: Record<string, string>, port = 0, webDirectory = freshWebPages()) {
    const settings = loadSettings(portalSettings, {
      PORTAL_KEY,
      CONFIG_VERIFY_KEYS,
      SMTP_URL: "smtp://127.0.0.1:1",
      ZERQ_BIND_ADDRESS: "127.0.0.1",
      ...env,
    });
    const ports = { ZERQ_PORTAL_PORT: port, ZERQ_PORTAL_OPERATIONS_PORT: 0 };
    return startPortal({
      settings: { ...settings, ...ports },
      log,
      webDirectory,
    });
  }

  it("says that Redis refuses connections, or the password", async () => {
    await expect(startWith({ REDIS_URL: "redis://127.0.0.1:1" })).rejects.toThrow(
      /^REDIS_URL: .*Is Redis running/,
    );
    const redis = await freshRedis();
    stops.push(() => redis.stop());
    const wrong = redis.url.replace("redis://", "redis://nobody:wrong@");
    await expect(startWith({ REDIS_URL: wrong })).rejects.toThrow(/^REDIS_URL: .*user or password/);
  });

  it("names the taken port and the setting that moves it", async () => {
    const redis = await freshRedis();
    stops.push(() => redis.stop());
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    stops.push(() => taken.close());
    const { port } = taken.address() as { port: number };
    const sentence = `port ${port} is taken; ZERQ_PORTAL_PORT moves it`;
    await expect(startWith({ REDIS_URL: redis.url }, port)).rejects.toThrow(sentence);
  });

  it("says how to build the web interface when it isn't there", async () => {
    await expect(startWith({ REDIS_URL: "redis://127.0.0.1:1" }, 0, "/nowhere")).rejects.toThrow(/Build it/);
  });
});

describe("while Redis is away", () => {
  it("answers 503 and isn't ready, but lives and shows its pages", async () => {
    const portal = await start({});
    const browser = await portal.signedIn(EMAIL);
    await portal.redis.stop();
    await eventually("the portal to notice", async () =>
      (await fetch(`${portal.operationsUrl}/readyz`)).status === 503 ? true : undefined,
    );
    const unavailable = { status: 503, body: { error: "service_unavailable" } };
    expect(await browser.get("/api/me")).toMatchObject(unavailable);
    expect(await portal.browser().ask(EMAIL)).toMatchObject(unavailable);
    expect((await fetch(`${portal.operationsUrl}/healthz`)).status).toBe(200);
    expect((await browser.get("/sign-in")).status).toBe(200);
  });
});

it("goes on by itself after its connections to Redis were lost", async () => {
  const portal = await start({});
  const browser = await portal.signedIn(EMAIL);
  const { redis } = portal.projection;
  for (const type of ["pubsub", "normal"]) await redis.call("CLIENT", "KILL", "TYPE", type, "SKIPME", "yes");
  await portal.projection.put("client", client(portal.keys.PORTAL_KEY, [EMAIL], { name: "Later" }));
  await portal.applied();
  expect((await browser.get("/api/clients")).body).toMatchObject({
    items: [{ name: "Later" }, { name: "Partner" }],
  });
});

describe("a mail that can't be sent", () => {
  const failed = 'zerq_portal_sign_in_mails_total{outcome="failed"} 1';

  it.each([
    ["the mail server is away", { SMTP_URL: "smtp://127.0.0.1:1" }],
    ["egress to it isn't allowed", { EGRESS_ALLOW: "" }],
  ])("is counted and logged without the address when %s", async (_what, env) => {
    const portal = await start({ env, deliveries: { retryAfterMs: [1] } });
    expect((await portal.browser().ask(EMAIL)).status).toBe(202);
    await eventually("the failure", async () => {
      const metrics = await (await fetch(`${portal.operationsUrl}/metrics`)).text();
      return metrics.includes(failed) ? true : undefined;
    });
    expect(portal.log.join("\n")).toContain("could not be sent");
    expect(portal.log.join("\n")).not.toContain("partner.example");
    expect(await portal.mailbox.recipients()).toEqual([]);
  });
});
