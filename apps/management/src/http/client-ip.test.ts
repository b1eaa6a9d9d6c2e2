import type { IncomingMessage } from "node:http";
import { BlockList } from "node:net";
import { describe, expect, it } from "vitest";
import { clientIp } from "./client-ip.ts";

const trusted = new BlockList();
trusted.addSubnet("10.0.0.0", 8, "ipv4");
trusted.addAddress("2001:db8::1", "ipv6");

function request(remoteAddress: string, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

describe("the caller's address", () => {
  it.each([
    ["203.0.113.9", undefined, "203.0.113.9"],
    ["203.0.113.9", "198.51.100.1", "203.0.113.9"],
    ["10.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"],
    ["10.0.0.1", "1.1.1.1, 198.51.100.1, 10.9.9.9", "198.51.100.1"],
    ["10.0.0.1", "1.1.1.1, nonsense, 10.9.9.9", "10.9.9.9"],
    ["10.0.0.1", "198.51.100.1:443", "10.0.0.1"],
    ["10.0.0.1", "fe80::1%eth0", "10.0.0.1"],
    ["10.0.0.1", "", "10.0.0.1"],
    ["10.0.0.1", "10.0.0.2, 10.0.0.3", "10.0.0.2"],
    ["::ffff:10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"],
    ["2001:DB8::1", "2001:0db8:0:0::7", "2001:db8::7"],
    ["::ffff:203.0.113.9", "1.1.1.1", "203.0.113.9"],
  ])("peer %s with X-Forwarded-For %s is %s", (peer, forwarded, expected) => {
    expect(clientIp(request(peer, forwarded), trusted)).toBe(expected);
  });

  it("is the peer when nobody is trusted", () => {
    expect(clientIp(request("10.0.0.1", "198.51.100.1"), new BlockList())).toBe("10.0.0.1");
  });
});
