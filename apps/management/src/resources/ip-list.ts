import ipaddr from "ipaddr.js";
import { z } from "zod";
import { AddressRanges } from "./address-ranges.ts";

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
 * As ipList, without what holds everybody, be it in two halves, in many parts or in IPv6's spelling of IPv4: an empty list says
 * that, and doesn't look like a restriction. Of IPv6 an eighth is everybody, since 2000::/3 is all that is in use.
 */
export const allowList = ipList.refine(
  (list) => {
    const ranges = AddressRanges.of(list);
    return !ranges.isAsWideAs("ipv4", 1) && !ranges.isAsWideAs("ipv6", 3);
  },
  { message: "must not allow everybody; leave the list empty for that" },
);

/** A prefix shorter than the one of mapped addresses would quietly match every IPv4 address (CVE-2026-90711). */
function isOneFamily(item: string): boolean {
  const [address = "", bits] = item.split("/");
  if (!ipaddr.IPv6.isValid(address)) return true;
  return !ipaddr.IPv6.parse(address).isIPv4MappedAddress() || Number(bits ?? 128) >= MAPPED_BITS;
}
