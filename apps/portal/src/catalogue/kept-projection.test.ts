import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { client } from "../../test/entities.ts";
import { eventually } from "../../test/eventually.ts";
import { startTestPortal, type TestPortal } from "../../test/test-portal.ts";

const WITHIN_MS = 20_000;
const EMAIL = "dev@partner.example";
const directory = mkdtempSync(join(tmpdir(), "zerq-portal-kept-"));
const path = join(directory, "projection");
const env = { PORTAL_SNAPSHOT_FILE: path };
let earlier: TestPortal;

/** A portal that has kept its projection, is stopped, and finds Redis gone when it starts again. */
beforeAll(async () => {
  earlier = await startTestPortal({ env });
  earlier.projection.redis.on("error", () => undefined);
  await earlier.projection.put("client", client(earlier.keys.PORTAL_KEY, [EMAIL], { name: "Acme" }));
  await earlier.applied();
  const size = await eventually("a kept projection", async () => sizeOf(path), WITHIN_MS);
  await earlier.projection.put("client", client(earlier.keys.PORTAL_KEY, ["second@partner.example"]));
  await earlier.applied();
  await eventually(
    "the second version in it",
    async () => (sizeOf(path) ?? 0) > size || undefined,
    WITHIN_MS,
  );
  await earlier.stopAlone();
  await earlier.redis.crash();
}, 60_000);
afterAll(async () => {
  earlier.projection.redis.disconnect();
  await earlier.site.mail.stop();
  await earlier.redis.stop().catch(() => undefined);
  for (const each of [directory, earlier.site.web]) rmSync(each, { recursive: true, force: true });
});

function sizeOf(file: string): number | undefined {
  try {
    return readFileSync(file).length;
  } catch {
    return undefined;
  }
}

it("is not readable for whoever has the file alone", () => {
  expect(readFileSync(path, "latin1")).not.toMatch(/Acme|partner\.example|payload/);
});

it("is not taken when it was altered, or is under another key: then the portal starts with Redis only", async () => {
  const kept = readFileSync(path);
  const altered = Buffer.from(kept);
  altered[kept.length - 40] = (altered[kept.length - 40] ?? 0) ^ 1;
  writeFileSync(path, altered);
  await expect(startTestPortal({ env, earlier })).rejects.toThrow("REDIS_URL: ");
  writeFileSync(path, kept);
  const other = { ...env, PORTAL_KEY: randomBytes(32).toString("base64") };
  await expect(startTestPortal({ env: other, earlier })).rejects.toThrow("REDIS_URL: ");
});

it("lets the portal start without Redis, and sign in as soon as that is back, although nobody has published anything", async () => {
  const portal = await startTestPortal({ env, earlier });
  try {
    const ready = await fetch(`${portal.operationsUrl}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([503, { ready: false, reason: "Redis is away" }]);
    expect((await portal.browser().get("/sign-in")).status).toBe(200);
    expect(await portal.browser().ask(EMAIL)).toMatchObject({
      status: 503,
      body: { error: "service_unavailable" },
    });
    const metrics = async () => (await fetch(`${portal.operationsUrl}/metrics`)).text();
    expect(await metrics()).toContain('zerq_portal_config_source{source="kept"} 1');
    expect(portal.log.join("")).toContain("the projection that was kept is in force");
    await portal.redis.restart("emptied");
    const isReady = async () => (await fetch(`${portal.operationsUrl}/readyz`)).status === 200 || undefined;
    await eventually("readiness", isReady, WITHIN_MS);
    const browser = await portal.signedIn(EMAIL);
    expect((await browser.get("/api/me")).body).toMatchObject({ email: EMAIL, client: { name: "Acme" } });
  } finally {
    await portal.stopAlone();
  }
}, 60_000);
