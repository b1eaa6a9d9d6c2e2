import type { AddressSet } from "./address-set.ts";
import { type IpAddress, parseIpAddress } from "./ip-address.ts";

export type ClientAddress = {
  readonly address: IpAddress;
  /** What the next hop gets as X-Forwarded-For: the client and the trusted proxies after it. */
  readonly chain: string;
};

/**
 * The caller's address behind trusted proxies: the chain is walked from the socket to the left as long as the hop is
 * trusted. What stands left of the first hop that isn't was written by the caller and means nothing (threat 7).
 * @param peer a trusted one
 * @param forwardedFor all X-Forwarded-For headers, joined by commas in their order
 * @returns undefined when a trusted hop has passed on something that is no address
 */
export function clientAddress(
  peer: IpAddress,
  forwardedFor: string,
  trusted: AddressSet,
): ClientAddress | undefined {
  let address = peer;
  let chain = peer.text;
  if (forwardedFor === "") return { address, chain };
  const hops = forwardedFor.split(",");
  for (let index = hops.length - 1; index >= 0 && trusted.has(address); index -= 1) {
    const hop = parseIpAddress((hops[index] as string).trim());
    if (hop === undefined) return undefined;
    address = hop;
    chain = `${hop.text}, ${chain}`;
  }
  return { address, chain };
}
