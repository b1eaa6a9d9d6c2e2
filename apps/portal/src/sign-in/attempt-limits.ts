import { isIPv6 } from "node:net";
import { mac } from "@zerq/crypto/mac";
import type { PurposeKeys } from "@zerq/crypto/shared-keys";
import { unmapped } from "@zerq/egress/addresses";
import { AppError } from "@zerq/errors/app-error";
import type { Redis } from "@zerq/service/redis";

/** Attempts in one window. */
export type LimitNumbers = {
  windowMs: number;
  /** Links asked for by one address: enough for who loses a mail, few enough to fill no mailbox. */
  linksPerAddress: number;
  /** Links asked for from one IP: a company's developers may share one. */
  linksPerIp: number;
  /** Links opened from one IP, good or not. */
  openingsPerIp: number;
};

const limitNumbers: LimitNumbers = {
  windowMs: 15 * 60_000,
  linksPerAddress: 10,
  linksPerIp: 60,
  openingsPerIp: 120,
};

export type AttemptLimits = {
  /** @throws AppError `too_many_requests`, whether or not anybody knows the address */
  countLink(addressHash: string, ip: string): Promise<void>;
  /** @throws AppError `too_many_requests` */
  countOpening(ip: string): Promise<void>;
};

/** Counts and dates the window in one step, so that a crash in between leaves no counter that never ends. */
const COUNT = `
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}
`;

/** Fixed windows in Redis, shared by all instances. Names hold keyed hashes: a dump tells nobody's IP. */
export function createAttemptLimits(redis: Redis, keys: PurposeKeys, numbers = limitNumbers): AttemptLimits {
  async function count(what: string, who: string, max: number): Promise<void> {
    const name = `zerq:portal:attempts:${mac(keys.used, "attempts", what, who)}`;
    const [used, msLeft] = (await redis.eval(COUNT, 1, name, numbers.windowMs)) as [number, number];
    if (used <= max) return;
    const seconds = Math.max(1, Math.ceil(msLeft / 1_000));
    throw new AppError("too_many_requests", {
      headers: { "Retry-After": String(seconds) },
      log: `more than ${max} ${what}`,
    });
  }

  return {
    async countLink(addressHash, ip) {
      await count("links-per-ip", networkOf(ip), numbers.linksPerIp);
      await count("links-per-address", addressHash, numbers.linksPerAddress);
    },
    countOpening: (ip) => count("openings-per-ip", networkOf(ip), numbers.openingsPerIp),
  };
}

/** The IP, and for IPv6 its /64: whoever has one address there has all of them. */
export function networkOf(ip: string): string {
  const plain = unmapped(ip);
  if (!isIPv6(plain)) return plain;
  // The URL parser writes the address in one way (RFC 5952), with at most one `::`.
  const [head = "", tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const [left, right] = [groups(head), groups(tail ?? "")];
  const zeros = new Array<string>(tail === undefined ? 0 : 8 - left.length - right.length).fill("0");
  return `${[...left, ...zeros, ...right].slice(0, 4).join(":")}::/64`;
}
