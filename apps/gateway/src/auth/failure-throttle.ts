import { hash, randomBytes } from "node:crypto";
import type { IpAddress } from "../address/ip-address.ts";

export type FailureThrottleOptions = {
  /** Failures that are answered as such at once; after them, as many in each window. 0 throttles nothing. */
  readonly failures: number;
  readonly windowMs: number;
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number;
};

/** Slots of each row; two rows of 8 bytes each are 1 MB for a worker, whatever is thrown at it. */
const SLOTS = 65_536;

/**
 * Counts failed authentications by address (IPv6: its /64, which one host owns whole) and claimed profile together. It is
 * asked after a failure only, so a valid credential never meets it, and it knows no profiles: one that doesn't exist is
 * counted like any other.
 *
 * Each pair has one slot in each of two rows, found by a hash under a random key; the lower of its two counts is taken (a
 * count-min sketch), so that neither memory nor time grows with the pairs, and no flood of made-up ids can push a count out.
 * Pairs that meet in both rows are throttled together: a failure may then be told 429 instead of 401 too early. A slot is the
 * time at which its failures will be forgotten (the generic cell rate algorithm), so nothing has to be swept.
 */
export class FailureThrottle {
  readonly #first = new Float64Array(SLOTS);
  readonly #second = new Float64Array(SLOTS);
  readonly #seed = randomBytes(16).toString("hex");
  readonly #costMs: number;
  readonly #windowMs: number;
  readonly #now: () => number;

  constructor({ failures, windowMs, now = () => performance.now() }: FailureThrottleOptions) {
    this.#costMs = failures === 0 ? 0 : windowMs / failures;
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /**
   * Counts a failure; one that is throttled itself does not count, so that whoever goes on trying can't keep a partner at the
   * same address throttled for longer.
   * @returns undefined while failures are still answered as such, else the whole seconds until the next one is
   */
  countFailure(address: IpAddress, profileId: string): number | undefined {
    if (this.#costMs === 0) return undefined;
    const place = hash("sha256", `${this.#seed}${networkOf(address)}/${profileId}`, "buffer");
    const first = place.readUInt16LE(0);
    const second = place.readUInt16LE(2);
    const now = this.#now();
    const forgottenAt = Math.max(now, Math.min(this.#first[first] as number, this.#second[second] as number));
    const waitMs = forgottenAt + this.#costMs - this.#windowMs - now;
    // A millionth part of a millisecond is what adding up fractions may have lost.
    if (waitMs > 1e-6) return Math.ceil(waitMs / 1_000);
    this.#raise(this.#first, first, forgottenAt);
    this.#raise(this.#second, second, forgottenAt);
    return undefined;
  }

  #raise(row: Float64Array, slot: number, forgottenAt: number): void {
    row[slot] = Math.max(row[slot] as number, forgottenAt + this.#costMs);
  }
}

/** What counts as one origin: an IPv4 address, or the /64 of an IPv6 one. */
function networkOf({ isIpv4, a, b, d }: IpAddress): string {
  return isIpv4 ? `4.${d}` : `6.${a}.${b}`;
}
