import { type IpAddress, parseIpAddress } from "./ip-address.ts";

/**
 * Addresses and networks, compiled to words and masks when a snapshot is compiled. IPv4 rules meet IPv4 callers only, in
 * whichever spelling they come; an IPv6 network never covers the mapped IPv4 addresses that lie inside of it.
 */
export class AddressSet {
  static readonly empty = new AddressSet(new Int32Array(0), new Int32Array(0));

  /** Pairs of network and mask. */
  readonly #ipv4: Int32Array;
  /** Eights: the four words of a network, then those of its mask. */
  readonly #ipv6: Int32Array;

  private constructor(ipv4: Int32Array, ipv6: Int32Array) {
    this.#ipv4 = ipv4;
    this.#ipv6 = ipv6;
  }

  /** @throws RangeError that names the entry which is neither address nor network */
  static of(entries: readonly string[]): AddressSet {
    // Most profiles have no list, and there are tens of thousands of them.
    if (entries.length === 0) return AddressSet.empty;
    const ipv4: number[] = [];
    const ipv6: number[] = [];
    for (const entry of entries) {
      const { address, bits } = parseNetwork(entry);
      if (address.isIpv4) ipv4.push(address.d & mask(bits, 0), mask(bits, 0));
      else {
        const masks = [mask(bits, 0), mask(bits, 32), mask(bits, 64), mask(bits, 96)];
        const words = [address.a, address.b, address.c, address.d];
        ipv6.push(...words.map((word, index) => word & (masks[index] ?? 0)), ...masks);
      }
    }
    return new AddressSet(Int32Array.from(ipv4), Int32Array.from(ipv6));
  }

  /** Every address there is: for a deny list that can't be understood. */
  static everything(): AddressSet {
    return AddressSet.of(["0.0.0.0/0", "::/0"]);
  }

  get isEmpty(): boolean {
    return this.#ipv4.length === 0 && this.#ipv6.length === 0;
  }

  has(address: IpAddress): boolean {
    return address.isIpv4 ? this.#hasIpv4(address.d) : this.#hasIpv6(address);
  }

  #hasIpv4(word: number): boolean {
    const rules = this.#ipv4;
    for (let at = 0; at < rules.length; at += 2) {
      if ((word & (rules[at + 1] as number)) === rules[at]) return true;
    }
    return false;
  }

  #hasIpv6({ a, b, c, d }: IpAddress): boolean {
    const rules = this.#ipv6;
    for (let at = 0; at < rules.length; at += 8) {
      if (
        (a & (rules[at + 4] as number)) === rules[at] &&
        (b & (rules[at + 5] as number)) === rules[at + 1] &&
        (c & (rules[at + 6] as number)) === rules[at + 2] &&
        (d & (rules[at + 7] as number)) === rules[at + 3]
      )
        return true;
    }
    return false;
  }
}

function parseNetwork(entry: string): { address: IpAddress; bits: number } {
  const slash = entry.indexOf("/");
  const text = slash === -1 ? entry : entry.slice(0, slash);
  const address = parseIpAddress(text);
  if (address === undefined) throw new RangeError(`${entry} is no address`);
  const written = text.includes(":") ? 128 : 32;
  const suffix = slash === -1 ? String(written) : entry.slice(slash + 1);
  const bits = /^\d{1,3}$/.test(suffix) ? Number(suffix) : Number.NaN;
  if (!(bits >= 0 && bits <= written)) throw new RangeError(`${entry} has no valid prefix length`);
  // `::ffff:0:0/0` would be every address there is: a mapped network has the 96 bits of the mapping.
  const mapped = address.isIpv4 && written === 128;
  if (mapped && bits < 96) throw new RangeError(`${entry} is a mapped network wider than /96`);
  return { address, bits: mapped ? bits - 96 : bits };
}

/** The 32 bits of a prefix mask that begin at bit `from`. */
function mask(bits: number, from: number): number {
  const inside = Math.min(32, Math.max(0, bits - from));
  return inside === 0 ? 0 : -1 << (32 - inside);
}
