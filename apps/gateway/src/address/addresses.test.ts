import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AddressSet } from "./address-set.ts";
import { clientAddress } from "./client-address.ts";
import { type IpAddress, parseIpAddress } from "./ip-address.ts";

function address(text: string): IpAddress {
  const parsed = parseIpAddress(text);
  if (parsed === undefined) throw new Error(`${text} is no address`);
  return parsed;
}

describe("an address", () => {
  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["255.255.255.255", "255.255.255.255"],
    ["::ffff:10.1.2.3", "10.1.2.3"],
    ["::FFFF:0a01:0203", "10.1.2.3"],
    ["0:0:0:0:0:ffff:10.1.2.3", "10.1.2.3"],
    ["::1", "::1"],
    ["2001:DB8:0:0::1", "2001:db8::1"],
    ["::10.1.2.3", "::a01:203"],
  ])("%s is %s", (text, canonical) => {
    expect(address(text).text).toBe(canonical);
  });

  it.each([
    "",
    "1",
    "1.2.3",
    "01.2.3.4",
    "1.2.3.04",
    "0x7f.0.0.1",
    "2130706433",
    "1.2.3.256",
    "1.2.3.4.5",
    "1..2.3",
    "1.2.3.4 ",
    "fe80::1%eth0",
    "::1/128",
    "1.2.3.4:80",
    "[::1]",
    "localhost",
    "::ffff:1.2.3",
  ])("%j is none", (text) => {
    expect(parseIpAddress(text)).toBeUndefined();
  });
});

describe("a set of addresses", () => {
  it.each([
    ["10.0.0.0/8", "10.255.1.1", true],
    ["10.0.0.0/8", "11.0.0.1", false],
    ["10.0.0.0/8", "::ffff:10.1.1.1", true],
    ["::ffff:10.0.0.0/104", "10.1.1.1", true],
    ["0.0.0.0/0", "8.8.8.8", true],
    ["0.0.0.0/0", "2001:db8::1", false],
    ["::/0", "2001:db8::1", true],
    ["::/0", "8.8.8.8", false],
    ["::/80", "::ffff:8.8.8.8", false],
    ["2001:db8::/33", "2001:db8:7fff::1", true],
    ["2001:db8::/33", "2001:db8:8000::1", false],
    ["192.168.1.77/24", "192.168.1.1", true],
    ["1.2.3.4", "1.2.3.4", true],
    ["1.2.3.4", "1.2.3.5", false],
    ["255.255.255.255/32", "255.255.255.255", true],
  ])("with %s: %s is in it: %s", (network, text, expected) => {
    expect(AddressSet.of([network]).has(address(text))).toBe(expected);
  });

  it.each([
    "10.0.0.0/33",
    "::/129",
    "10.0.0.0/-1",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "x",
    "::ffff:0:0/0",
    "::ffff:10.0.0.0/95",
    "fe80::1%1",
  ])("refuses %s", (entry) => {
    expect(() => AddressSet.of([entry])).toThrow(RangeError);
  });

  it("agrees with counting bits", () => {
    const word = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 32 }), (network, candidate, bits) => {
        const dotted = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
        const expected = BigInt(network) >> BigInt(32 - bits) === BigInt(candidate) >> BigInt(32 - bits);
        expect(AddressSet.of([`${dotted(network)}/${bits}`]).has(address(dotted(candidate)))).toBe(expected);
      }),
    );
  });

  it("holds everybody when it has to", () => {
    const everything = AddressSet.everything();
    expect([everything.has(address("1.2.3.4")), everything.has(address("2001:db8::1"))]).toEqual([
      true,
      true,
    ]);
  });
});

describe("the caller behind proxies (threat 7)", () => {
  const trusted = AddressSet.of(["10.0.0.0/8", "fd00::/8"]);
  const from = (peer: string, forwardedFor: string) => clientAddress(address(peer), forwardedFor, trusted);

  it.each([
    ["10.0.0.1", "", "10.0.0.1", "10.0.0.1"],
    ["10.0.0.1", "1.2.3.4", "1.2.3.4", "1.2.3.4, 10.0.0.1"],
    ["10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4", "1.2.3.4, 10.0.0.1"],
    ["10.0.0.1", "6.6.6.6,1.2.3.4 , 10.0.0.2", "1.2.3.4", "1.2.3.4, 10.0.0.2, 10.0.0.1"],
    ["10.0.0.1", "garbage, 1.2.3.4", "1.2.3.4", "1.2.3.4, 10.0.0.1"],
    ["10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3", "10.0.0.3, 10.0.0.2, 10.0.0.1"],
    ["fd00::1", "::ffff:1.2.3.4", "1.2.3.4", "1.2.3.4, fd00::1"],
  ])("from %s with %j is %s", (peer, forwardedFor, client, chain) => {
    expect(from(peer, forwardedFor)).toMatchObject({ address: { text: client }, chain });
  });

  it.each(["garbage", "1.2.3.4, unknown", "1.2.3.4,", "01.2.3.4", "1.2.3.4:80"])(
    "is nobody when a trusted hop passes on %j",
    (forwardedFor) => {
      expect(from("10.0.0.1", forwardedFor)).toBeUndefined();
    },
  );
});
