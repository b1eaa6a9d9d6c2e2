import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { client } from "../../test/entities.ts";
import { startTestPortal, type TestPortal } from "../../test/test-portal.ts";

const EMAIL = "dev@partner.example";
const limits = { windowMs: 60_000, linksPerAddress: 3, linksPerIp: 8, openingsPerIp: 5 };
let portal: TestPortal;

beforeAll(async () => {
  // Jobs wait for longer than the tests take: nothing but the requests themselves is at work.
  portal = await startTestPortal({
    limits,
    deliveries: { spreadMs: 10 ** 9 },
    env: { TRUSTED_PROXIES: "127.0.0.1" },
  });
  await portal.projection.put("client", client(portal.keys.PORTAL_KEY, [EMAIL]));
  await portal.applied();
});
afterAll(() => portal?.stop());

const from = (ip: string) => ({ "x-forwarded-for": ip });
const tooMany = { status: 429, body: { error: "too_many_requests" } };

/** How often each command was called so far. */
async function commandCounts(): Promise<Record<string, number>> {
  const text = await portal.projection.redis.info("commandstats");
  const counts = [...text.matchAll(/^cmdstat_(\w+):calls=(\d+)/gm)].map(([, name = "", calls]) => [
    name,
    Number(calls),
  ]);
  return Object.fromEntries(counts.filter(([name]) => name === "eval" || name === "set" || name === "incr"));
}

describe("asking for links", () => {
  it("does the same work for a known and an unknown address", async () => {
    const work: unknown[] = [];
    for (const email of [EMAIL, "nobody@partner.example"]) {
      const before = await commandCounts();
      await portal.browser().ask(email, from("192.0.2.1"));
      const after = await commandCounts();
      work.push(Object.entries(after).map(([name, calls]) => [name, calls - (before[name] ?? 0)]));
    }
    expect(work[1]).toEqual(work[0]);
    expect(work[0]).toContainEqual(["eval", 2]);
  });

  it.each(["victim@partner.example", "Unknown@partner.example"])(
    "is limited for %s, from wherever it comes, and says when to try again",
    async (email) => {
      for (let index = 1; index <= limits.linksPerAddress; index += 1)
        expect((await portal.browser().ask(email, from(`198.51.100.${index}`))).status).toBe(202);
      const refused = await portal.browser().ask(email.toLowerCase(), from("198.51.100.99"));
      expect(refused).toMatchObject(tooMany);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(50);
      expect(refused.headers.getSetCookie()).toEqual([]);
    },
  );

  it("is limited for an IP, whatever the addresses, and for a whole IPv6 network", async () => {
    for (const ipOf of [() => "203.0.113.7", (index: number) => `2001:db8:1:2:${index}::1`]) {
      for (let index = 1; index <= limits.linksPerIp; index += 1) {
        const ip = ipOf(index);
        const answer = await portal.browser().ask(`${index}.${ip.length}@x.example`, from(ip));
        expect(answer.status).toBe(202);
      }
      expect(await portal.browser().ask("last@x.example", from(ipOf(99)))).toMatchObject(tooMany);
    }
    expect((await portal.browser().ask("other@x.example", from("2001:db8:1:3::1"))).status).toBe(202);
  });
});

it("limits opening links for an IP", async () => {
  const open = () =>
    portal
      .browser()
      .post("/api/sign-in/open", { body: { token: "A".repeat(43) }, headers: from("192.0.2.200") });
  for (let index = 1; index <= limits.openingsPerIp; index += 1)
    expect((await open()).body.error).toBe("link_invalid");
  expect(await open()).toMatchObject(tooMany);
});

it("believes X-Forwarded-For of trusted proxies only, from the right", async () => {
  const spoofed = (index: number) => from(`10.9.8.${index}, 192.0.2.77`);
  for (let index = 1; index <= limits.linksPerIp; index += 1)
    await portal.browser().ask(`spoof-${index}@x.example`, spoofed(index));
  expect(await portal.browser().ask("spoof-last@x.example", spoofed(99))).toMatchObject(tooMany);
});

it("keeps no IP in Redis in clear", async () => {
  const names = (await portal.projection.redis.keys("zerq:portal:attempts:*")).join();
  expect(names).not.toContain("192.0.2");
  expect(names.length).toBeGreaterThan(100);
});
