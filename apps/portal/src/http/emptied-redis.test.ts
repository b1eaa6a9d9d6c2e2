import { expect, it } from "vitest";
import { client } from "../../test/entities.ts";
import { startTestPortal } from "../../test/test-portal.ts";

const EMAIL = "one@partner.example";

it("a Redis that was emptied ends sessions, links and counted attempts, and nothing else: who signs in anew is in", async () => {
  const limits = { windowMs: 900_000, linksPerAddress: 2, linksPerIp: 100, openingsPerIp: 100 };
  const portal = await startTestPortal({ limits });
  try {
    await portal.projection.put("client", client(portal.keys.PORTAL_KEY, [EMAIL], { name: "Acme" }));
    await portal.applied();
    const [browser, late] = [await portal.signedIn(EMAIL), portal.browser()];
    await late.ask(EMAIL);
    const link = await portal.mailbox.nextToken(EMAIL);
    expect(await late.ask(EMAIL)).toMatchObject({ status: 429 });

    await portal.projection.redis.flushall();
    expect(await browser.get("/api/me")).toMatchObject({ status: 401, body: { error: "session_expired" } });
    expect((await late.open(link)).body.error).toBe("link_invalid");
    // The catalogue is in memory, and management publishes it again.
    const again = await portal.signedIn(EMAIL);
    expect((await again.get("/api/me")).body).toMatchObject({ email: EMAIL, client: { name: "Acme" } });
  } finally {
    await portal.stop();
  }
});
