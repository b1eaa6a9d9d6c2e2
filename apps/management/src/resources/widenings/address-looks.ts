import { AddressRanges } from "../address-ranges.ts";
import { list } from "./look.ts";
import type { Flag } from "./warning.ts";

/** Networks that are not of the internet: RFC 1918, RFC 6598, loopback and RFC 4193. */
const privateNetworks = AddressRanges.of([
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "fc00::/7",
]);

/** A 256th of all IPv4 addresses, and about a 8,000th of the IPv6 ones in use: more than any one operator has. */
const wide = { ipv4: 8, ipv6: 16 } as const;

/** An allowlist, where an empty one allows every address. Networks are compared as numbers. */
export function allowedAddresses(after: unknown, before: unknown): Flag[] {
  const allowed = rangesOf(after);
  return [...moreThan(allowed, rangesOf(before)), ...wideOnes(allowed)];
}

function moreThan(allowed: AddressRanges, known: AddressRanges): Flag[] {
  if (known.isEmpty) return [];
  if (allowed.isEmpty) return [{ code: "more_addresses", message: "may be used from every address" }];
  if (allowed.without(known).isEmpty) return [];
  return [{ code: "more_addresses", message: "may be used from more addresses" }];
}

function wideOnes(allowed: AddressRanges): Flag[] {
  const open = allowed.without(privateNetworks);
  const isWide = open.isAsWideAs("ipv4", wide.ipv4) || open.isAsWideAs("ipv6", wide.ipv6);
  return isWide ? [{ code: "wide_addresses", message: "allows a large part of the internet" }] : [];
}

/** A list of addresses that are kept out. */
export function deniedAddresses(after: unknown, before: unknown): Flag | undefined {
  if (rangesOf(before).without(rangesOf(after)).isEmpty) return undefined;
  return { code: "less_denied", message: "lets in addresses that were denied" };
}

function rangesOf(value: unknown): AddressRanges {
  return AddressRanges.of(list(value).map(String));
}
