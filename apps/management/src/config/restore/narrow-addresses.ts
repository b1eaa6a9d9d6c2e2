import ipaddr from "ipaddr.js";

type Network = { text: string; address: ipaddr.IPv4 | ipaddr.IPv6; bits: number };

/**
 * What an old list of allowed addresses and networks and today's have in common: where one of them holds the other, the
 * smaller one. Today's list as it is when nothing is left, since an empty one would allow everybody.
 * @param old the list of then; an empty one allowed everybody
 * @param now today's list; an empty one allows everybody
 */
export function commonAllowed(old: readonly string[], now: readonly string[]): string[] {
  if (now.length === 0) return [...old];
  if (old.length === 0) return [...now];
  const today = now.map(networkOf);
  const common = old.map(networkOf).flatMap((then) => {
    if (today.some((network) => holds(network, then))) return [then.text];
    return today.filter((network) => holds(then, network)).map(({ text }) => text);
  });
  return common.length === 0 ? [...now] : [...new Set(common)];
}

/** Everything that was denied then or is denied today. */
export function bothDenied(old: readonly string[], now: readonly string[]): string[] {
  const then = old.map(networkOf);
  const since = now.map(networkOf).filter((network) => !then.some((wider) => holds(wider, network)));
  return [...old, ...since.map(({ text }) => text)];
}

function networkOf(text: string): Network {
  const [address = "", bits] = text.split("/");
  const parsed = ipaddr.parse(address);
  const length = Number(bits ?? (parsed.kind() === "ipv4" ? 32 : 128));
  // As requests are compared: an IPv4 address inside of IPv6 is that IPv4 address (RFC 4291 section 2.5.5.2).
  if (parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress() && length >= 96)
    return { text, address: parsed.toIPv4Address(), bits: length - 96 };
  return { text, address: parsed, bits: length };
}

/** Whether the first holds every address of the second. */
function holds(outer: Network, inner: Network): boolean {
  if (outer.address.kind() !== inner.address.kind() || outer.bits > inner.bits) return false;
  return (inner.address as ipaddr.IPv4).match(outer.address as ipaddr.IPv4, outer.bits);
}
