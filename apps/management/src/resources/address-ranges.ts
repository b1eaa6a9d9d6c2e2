import ipaddr from "ipaddr.js";

/** From the first to the last address of it, as numbers. */
type Range = { first: bigint; last: bigint };

const familyBits = { ipv4: 32, ipv6: 128 } as const;
export type Family = keyof typeof familyBits;

/** The prefix of the IPv6 addresses that are IPv4 ones (RFC 4291 section 2.5.5.2). */
const MAPPED_BITS = 96;

/**
 * Addresses and networks as numbers, in ranges that neither meet nor overlap. As at the gateway, an IPv4 address in IPv6's
 * spelling is the IPv4 address, and an IPv6 network never holds IPv4 callers.
 */
export class AddressRanges {
  readonly #ranges: Readonly<Record<Family, readonly Range[]>>;

  private constructor(ranges: Readonly<Record<Family, readonly Range[]>>) {
    this.#ranges = ranges;
  }

  /** @param list as `ip-list.ts` accepts it; an entry that is no address holds none */
  static of(list: readonly string[]): AddressRanges {
    const ranges: Record<Family, Range[]> = { ipv4: [], ipv6: [] };
    for (const entry of list) {
      const read = readNetwork(entry);
      if (read !== undefined) ranges[read.family].push(read.range);
    }
    return new AddressRanges({ ipv4: merged(ranges.ipv4), ipv6: merged(ranges.ipv6) });
  }

  get isEmpty(): boolean {
    return this.#ranges.ipv4.length === 0 && this.#ranges.ipv6.length === 0;
  }

  without(other: AddressRanges): AddressRanges {
    const left = (family: Family) => subtracted(this.#ranges[family], other.#ranges[family]);
    return new AddressRanges({ ipv4: left("ipv4"), ipv6: left("ipv6") });
  }

  /** Whether it holds as many addresses of the family as a network of so many bits. */
  isAsWideAs(family: Family, bits: number): boolean {
    const count = this.#ranges[family].reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
    return count >= 1n << BigInt(familyBits[family] - bits);
  }
}

function readNetwork(entry: string): { family: Family; range: Range } | undefined {
  const [text = "", suffix] = entry.split("/");
  const bytes = bytesOf(text);
  if (bytes === undefined) return undefined;
  const bits = suffix === undefined ? bytes.length * 8 : Number(suffix);
  const value = bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  if (bytes.length === 16 && value >> 32n === 0xffffn && bits >= MAPPED_BITS)
    return { family: "ipv4", range: rangeOf(value & 0xffff_ffffn, 32, bits - MAPPED_BITS) };
  const family = bytes.length === 4 ? "ipv4" : "ipv6";
  return { family, range: rangeOf(value, familyBits[family], bits) };
}

/** Groups in place of a dotted end, which ipaddr.js takes for a mapped address whatever is before it. */
function bytesOf(text: string): number[] | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text).toByteArray();
  const start = text.lastIndexOf(":") + 1;
  const end = text.slice(start);
  const dotted = ipaddr.IPv4.isValidFourPartDecimal(end) ? ipaddr.IPv4.parse(end).toByteArray() : undefined;
  const groups =
    dotted === undefined
      ? end
      : Buffer.from(dotted)
          .toString("hex")
          .replace(/^(.{4})/, "$1:");
  const whole = text.slice(0, start) + groups;
  return start > 0 && ipaddr.IPv6.isValid(whole) ? ipaddr.IPv6.parse(whole).toByteArray() : undefined;
}

function rangeOf(value: bigint, width: number, bits: number): Range {
  const size = 1n << BigInt(width - bits);
  const first = (value / size) * size;
  return { first, last: first + size - 1n };
}

function merged(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const { first, last } of ranges.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
    const previous = result.at(-1);
    if (previous === undefined || first > previous.last + 1n) result.push({ first, last });
    else if (last > previous.last) previous.last = last;
  }
  return result;
}

function subtracted(ranges: readonly Range[], taken: readonly Range[]): Range[] {
  return ranges.flatMap(({ first, last }) => {
    const left: Range[] = [];
    let next = first;
    for (const hole of taken) {
      if (hole.last < next || hole.first > last) continue;
      if (hole.first > next) left.push({ first: next, last: hole.first - 1n });
      next = hole.last + 1n;
    }
    return next > last ? left : [...left, { first: next, last }];
  });
}
