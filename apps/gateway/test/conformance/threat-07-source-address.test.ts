import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AddressSet } from "../../src/address/address-set.ts";
import type { TestCaller } from "../published-config.ts";
import { sendRaw } from "../raw-http.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { asCaller, expectRefusal } from "./expect-refusal.ts";

/** Trusts nobody, as it comes. */
let plain: TestGateway;
/** Stands behind a proxy at the loopback address, and another one in front of that. */
let behind: TestGateway;
const callers = new Map<TestGateway, TestCaller>();
beforeAll(async () => {
  [plain, behind] = await Promise.all([
    startTestGateway(),
    startTestGateway({ settings: { TRUSTED_PROXIES: "127.0.0.1,10.0.0.0/8" } }),
  ]);
  for (const gateway of [plain, behind]) {
    const { profile, caller } = gateway.config.profile({
      clientId: gateway.client.id,
      allowedIps: ["192.0.2.7", "2001:db8::/32"],
    });
    callers.set(gateway, caller);
    await gateway.publish(gateway.config.put("profile", profile));
  }
});
afterAll(() => Promise.all([plain.stop(), behind.stop()]));

const get = (gateway: TestGateway, headers: string[]) =>
  asCaller(callers.get(gateway) as TestCaller, "GET /demo/accounts HTTP/1.1", headers);

describe("nobody is trusted unless the settings say so (Tyk #624)", () => {
  it.each([
    "X-Forwarded-For: 192.0.2.7",
    "X-Real-IP: 192.0.2.7",
    "Forwarded: for=192.0.2.7",
    "True-Client-IP: 192.0.2.7",
    "CF-Connecting-IP: 192.0.2.7",
    "X-Client-IP: 192.0.2.7",
    "X_Forwarded_For: 192.0.2.7",
    "X-Forwarded-For: 127.0.0.1, 192.0.2.7",
  ])("%s opens nothing, and the log has the peer", async (header) => {
    const answer = await expectRefusal(plain, get(plain, [header]), {
      code: "ip_not_allowed",
      deny: /127\.0\.0\.1/,
    });
    const id = /x-request-id: (\S+)/i.exec(answer.head)?.[1] ?? "";
    expect((await plain.entryOf(id)).ip).toBe("127.0.0.1");
  });
});

describe("behind a trusted proxy the list is walked from the right (Traefik #3646)", () => {
  it.each([
    ["192.0.2.7", "192.0.2.7"],
    ["6.6.6.6, 192.0.2.7", "192.0.2.7"],
    ["192.0.2.7, 10.1.2.3", "192.0.2.7"],
    ["6.6.6.6, 192.0.2.7, 10.1.2.3, 10.9.9.9", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8::1", "2001:db8::1"],
    ["2001:0DB8:0:0::1", "2001:db8::1"],
  ])("%s is %s", async (list, ip) => {
    const answer = await sendRaw(behind.port, get(behind, [`X-Forwarded-For: ${list}`]));
    expect(answer.status).toBe(200);
    const id = /x-request-id: (\S+)/i.exec(answer.head)?.[1] ?? "";
    expect((await behind.entryOf(id)).ip).toBe(ip);
    expect(behind.upstream.requests.at(-1)?.headers["x-forwarded-for"]).not.toContain("forged");
  });

  it.each([
    ["the spoofed end of the list", "192.0.2.7, 6.6.6.6"],
    ["a trusted address that the caller made up", "192.0.2.7, 6.6.6.6, 10.1.2.3"],
  ])("%s does not count", async (_what, list) => {
    await expectRefusal(behind, get(behind, [`X-Forwarded-For: ${list}`]), {
      code: "ip_not_allowed",
      deny: /6\.6\.6\.6/,
    });
  });

  it.each([
    ["octal octets", "192.0.02.7"],
    ["octal octets with another value", "0300.0.2.7"],
    ["a decimal number", "3221225991"],
    ["hexadecimal", "0xc0000207"],
    ["three octets", "192.0.519"],
    ["a zone id", "fe80::1%eth0"],
    ["a port", "192.0.2.7:80"],
    ["brackets", "[2001:db8::1]"],
    ["a name", "localhost"],
    ["nothing between commas", "192.0.2.7,,10.0.0.1"],
    ["an injected quote", '192.0.2.7"'],
  ])("%s is no address: 400 (CVE-2026-39409)", async (_what, list) => {
    await expectRefusal(behind, get(behind, [`X-Forwarded-For: ${list}`]), {
      code: "bad_request",
      closes: true,
    });
  });
});

describe("networks are read strictly (CVE-2026-90711)", () => {
  it.each([
    "::ffff:0:0/0",
    "::ffff:10.0.0.0/8",
    "10.0.0.0/33",
    "010.0.0.0/8",
    "10.0.0/8",
    "fe80::1%eth0",
    "10.0.0.0/-1",
    "10.0.0.0/8x",
    "",
  ])("%j is refused", (text) => {
    expect(() => AddressSet.of([text])).toThrow(RangeError);
  });
});
