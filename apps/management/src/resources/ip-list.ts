import ipaddr from "ipaddr.js";
import { z } from "zod";

/** The bits of `::ffff:0:0/96`, under which IPv6 holds the IPv4 addresses (RFC 4291 section 2.5.5.2). */
const MAPPED_BITS = 96;

/** Addresses and networks; one comma-separated string is taken as well. */
export const ipList = z
  .preprocess(
    (input) =>
      typeof input === "string"
        ? input
            .split(",")
            .map((item) => item.trim())
            .filter((item) => item !== "")
        : input,
    z
      .array(
        z
          .union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: "must be an IP address or network" })
          .refine(isOneFamily, "holds all of IPv4 inside of IPv6; write the IPv4 network instead"),
      )
      .max(1_000)
      .transform((list) => [...new Set(list)]),
  )
  .meta({ shortForm: { type: "string", description: "The list as one text, separated by commas." } });

/**
 * As ipList, without what holds everybody, be it in two halves: an empty list says that, and doesn't look like a restriction. Of
 * IPv6 an eighth is everybody, since 2000::/3 is all that is in use.
 */
export const allowList = ipList.refine((list) => shareOf(list, 32) < 0.5 && shareOf(list, 128) < 0.125, {
  message: "must not allow everybody; leave the list empty for that",
});

/** How much of a family's addresses the networks hold together, from 0 to 1; what overlaps counts twice. */
function shareOf(list: readonly string[], familyBits: 32 | 128): number {
  return list
    .filter((item) => item.includes(":") === (familyBits === 128))
    .map((item) => 2 ** -Number(item.split("/")[1] ?? familyBits))
    .reduce((sum, share) => sum + share, 0);
}

/** A prefix shorter than the one of mapped addresses would quietly match every IPv4 address (CVE-2026-90711). */
function isOneFamily(item: string): boolean {
  const [address = "", bits] = item.split("/");
  if (!ipaddr.IPv6.isValid(address)) return true;
  return !ipaddr.IPv6.parse(address).isIPv4MappedAddress() || Number(bits ?? 128) >= MAPPED_BITS;
}
