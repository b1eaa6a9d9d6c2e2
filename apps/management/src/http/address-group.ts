import { isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

/** An address as it is counted by: of IPv6 the /64, since whoever has one address there has all of them. */
export function addressGroup(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const parts = ipaddr.IPv6.parse(ip).parts.slice(0, 4);
  return `${parts.map((part) => part.toString(16)).join(":")}::/64`;
}
