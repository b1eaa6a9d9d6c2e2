import { describe, expect, it } from "vitest";
import { parseIpAddress } from "../address/ip-address.ts";
import { FailureThrottle } from "./failure-throttle.ts";

const ip = (text: string) => {
  const address = parseIpAddress(text);
  if (address === undefined) throw new RangeError(text);
  return address;
};
const profile = "a".repeat(24);

function throttleAt(failures: number, windowMs = 60_000) {
  const clock = { now: 1_000 };
  return { clock, throttle: new FailureThrottle({ failures, windowMs, now: () => clock.now }) };
}

describe("failed authentications", () => {
  it("are throttled once so many have come, with the seconds until the next one", () => {
    const { throttle, clock } = throttleAt(3);
    const count = () => throttle.countFailure(ip("192.0.2.1"), profile);
    expect([count(), count(), count()]).toEqual([undefined, undefined, undefined]);
    expect(count()).toBe(20);
    clock.now += 19_000;
    expect(count()).toBe(1);
    clock.now += 1_000;
    expect(count()).toBeUndefined();
    expect(count()).toBe(20);
  });

  it("are never more than twice the number in any one window, whenever they come", () => {
    const { throttle, clock } = throttleAt(10);
    const passed: number[] = [];
    for (let tick = 0; tick < 3_000; tick += 1) {
      clock.now += 100;
      if (throttle.countFailure(ip("192.0.2.1"), profile) === undefined) passed.push(clock.now);
    }
    const most = Math.max(
      ...passed.map((from) => passed.filter((at) => at >= from && at < from + 60_000).length),
    );
    expect(most).toBeLessThanOrEqual(20);
    expect(passed.length).toBeGreaterThan(50);
  });

  it("are not counted while they are throttled, so that trying on makes it no longer", () => {
    const { throttle, clock } = throttleAt(1);
    throttle.countFailure(ip("192.0.2.1"), profile);
    for (let index = 0; index < 1_000; index += 1) throttle.countFailure(ip("192.0.2.1"), profile);
    clock.now += 60_000;
    expect(throttle.countFailure(ip("192.0.2.1"), profile)).toBeUndefined();
  });

  it("count by address and profile together", () => {
    const { throttle } = throttleAt(1);
    expect(throttle.countFailure(ip("192.0.2.1"), profile)).toBeUndefined();
    expect(throttle.countFailure(ip("192.0.2.1"), "b".repeat(24))).toBeUndefined();
    expect(throttle.countFailure(ip("192.0.2.2"), profile)).toBeUndefined();
    expect(throttle.countFailure(ip("192.0.2.1"), profile)).toBe(60);
  });

  it("count an IPv6 caller by its /64, and the mapped form of IPv4 as IPv4", () => {
    const { throttle } = throttleAt(1);
    throttle.countFailure(ip("2001:db8:1:2::1"), profile);
    expect(throttle.countFailure(ip("2001:db8:1:2:ffff::9"), profile)).toBe(60);
    expect(throttle.countFailure(ip("2001:db8:1:3::1"), profile)).toBeUndefined();
    throttle.countFailure(ip("192.0.2.1"), profile);
    expect(throttle.countFailure(ip("::ffff:192.0.2.1"), profile)).toBe(60);
  });

  it("of half a million made-up profiles push nobody's count out", () => {
    const { throttle } = throttleAt(2);
    const target = ip("192.0.2.1");
    throttle.countFailure(target, profile);
    throttle.countFailure(target, profile);
    for (let index = 0; index < 500_000; index += 1) {
      throttle.countFailure(ip("198.51.100.1"), index.toString(16).padStart(24, "0"));
    }
    expect(throttle.countFailure(target, profile)).toBeGreaterThan(0);
  });

  it("are not throttled when the number is 0", () => {
    const { throttle } = throttleAt(0);
    for (let index = 0; index < 100; index += 1) {
      expect(throttle.countFailure(ip("192.0.2.1"), profile)).toBeUndefined();
    }
  });
});
