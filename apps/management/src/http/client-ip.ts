import type { IncomingMessage } from "node:http";
import { type BlockList, isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * The caller's address: the socket's peer, or, where that is a trusted proxy, the nearest address in X-Forwarded-For that
 * is none. It is read from right to left, since everything left of an untrusted hop was written by who knows whom.
 */
export function clientIp(request: IncomingMessage, trusted: BlockList): string {
  let address = normalized(request.socket.remoteAddress ?? "") ?? "";
  const header = request.headers["x-forwarded-for"];
  const hops = (Array.isArray(header) ? header.join(",") : (header ?? "")).split(",");
  while (isTrusted(address, trusted)) {
    const next = normalized((hops.pop() ?? "").trim());
    if (next === undefined) break;
    address = next;
  }
  return address;
}

/** The address in its one form, IPv4 in IPv6 as IPv4; undefined for anything else, a port or a zone included. */
function normalized(text: string): string | undefined {
  return isIP(text) === 0 || text.includes("%") ? undefined : ipaddr.process(text).toString();
}

function isTrusted(address: string, trusted: BlockList): boolean {
  const family = isIP(address);
  return family !== 0 && trusted.check(address, family === 6 ? "ipv6" : "ipv4");
}
