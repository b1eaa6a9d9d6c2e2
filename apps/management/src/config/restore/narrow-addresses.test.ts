import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { describe, expect, it } from "vitest";
import { bothDenied, commonAllowed } from "./narrow-addresses.ts";

describe("the addresses that a restore allows", () => {
  it.each<[string, string[], string[], string[]]>([
    ["nobody was kept out then: today's stay", [], ["10.0.0.1"], ["10.0.0.1"]],
    ["nobody is kept out today: those of then", ["10.0.0.1"], [], ["10.0.0.1"]],
    ["one was removed since", ["10.0.0.1", "10.0.0.2"], ["10.0.0.2"], ["10.0.0.2"]],
    ["one was added since", ["10.0.0.1"], ["10.0.0.1", "10.0.0.2"], ["10.0.0.1"]],
    [
      "a network was narrowed since",
      ["10.0.0.0/8"],
      ["10.1.0.0/16", "10.2.3.4"],
      ["10.1.0.0/16", "10.2.3.4"],
    ],
    ["a network was widened since", ["10.1.0.0/16"], ["10.0.0.0/8"], ["10.1.0.0/16"]],
    ["an IPv4 address inside of IPv6", ["::ffff:10.0.0.1"], ["10.0.0.0/24"], ["::ffff:10.0.0.1"]],
    ["all of IPv4 inside of IPv6", ["::ffff:0:0/96"], ["10.0.0.0/24"], ["10.0.0.0/24"]],
    ["the other kind of address", ["2001:db8::/32"], ["10.0.0.0/24"], ["10.0.0.0/24"]],
    ["nothing in common", ["10.0.0.1"], ["10.0.0.2"], ["10.0.0.2"]],
  ])("%s", (_what, then, now, expected) => {
    expect(commonAllowed(then, now)).toEqual(expected);
  });

  const network = fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), fc.constantFrom(8, 16, 31, 32))
    .map(([second, last, bits]) => {
      const start = ipaddr.IPv4.networkAddressFromCIDR(`10.${second}.0.${last}/${bits}`).toString();
      return bits === 32 ? start : `${start}/${bits}`;
    });
  const list = fc.array(network, { minLength: 1, maxLength: 4 });
  const address = fc.tuple(fc.nat(4), fc.nat(4)).map(([second, last]) => `10.${second}.0.${last}`);
  const has = (networks: readonly string[], one: string) =>
    networks.some((text) => {
      const [base = "", bits = "32"] = text.split("/");
      return ipaddr.IPv4.parse(one).match(ipaddr.IPv4.parse(base), Number(bits));
    });

  it("are those that both lists have, or today's", () => {
    fc.assert(
      fc.property(list, list, address, (then, now, one) => {
        const common = commonAllowed(then, now);
        expect(has(common, one) && !has(now, one)).toBe(false);
        if (has(then, one) && has(now, one)) expect(has(common, one)).toBe(true);
        const isToday = common.every((text) => now.includes(text)) && now.length === common.length;
        if (has(common, one) && !isToday) expect(has(then, one)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it("never are fewer of those that are denied", () => {
    fc.assert(
      fc.property(list, list, address, (then, now, one) => {
        expect(has(bothDenied(then, now), one)).toBe(has(then, one) || has(now, one));
      }),
      { numRuns: 2_000 },
    );
  });
});
