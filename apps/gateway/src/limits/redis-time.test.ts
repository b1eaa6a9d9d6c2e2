import fc from "fast-check";
import { expect, it } from "vitest";
import { RedisTime } from "./redis-time.ts";

it("knows nothing before the first sample, so that no lease can be spent", () => {
  expect(new RedisTime().latest(1_000)).toBe(Number.POSITIVE_INFINITY);
});

it("never falls behind Redis' clock, and exceeds it by little more than the quickest way there", () => {
  const sample = fc.record({ pause: fc.nat(2_000), there: fc.nat(450), back: fc.nat(450) });
  const drift = fc.double({ min: -0.0004, max: 0.0004, noNaN: true });
  fc.assert(
    fc.property(drift, fc.array(sample, { minLength: 1, maxLength: 40 }), (rate, samples) => {
      const redisAt = (ms: number) => 1_700_000_000_000 + ms * (1 + rate);
      const time = new RedisTime();
      let now = 0;
      let quickest = Number.POSITIVE_INFINITY;
      let since = 0;
      for (const { pause, there, back } of samples) {
        const sentAt = now + pause;
        now = sentAt + there + back;
        time.sample(sentAt, redisAt(sentAt + there), now);
        if (there <= quickest) since = sentAt;
        quickest = Math.min(quickest, there);
        expect(time.latest(now)).toBeGreaterThanOrEqual(redisAt(now));
        expect(time.latestAgo(now, 700)).toBeGreaterThanOrEqual(redisAt(now - 700));
        expect(time.latest(now) - redisAt(now)).toBeLessThan(quickest + 6 + 0.001 * (now - since));
      }
    }),
  );
});

it("follows a clock that was set forward, from the next reply on", () => {
  const time = new RedisTime();
  time.sample(100, 5_000, 101);
  time.sample(200, 65_100, 201);
  expect(time.latest(201)).toBeGreaterThanOrEqual(65_100);
});

it("forgets one Redis when it meets another", () => {
  const time = new RedisTime();
  time.sample(100, 5_000, 101);
  time.reset();
  time.sample(200, 4_000, 201);
  expect(time.latest(201)).toBeLessThan(4_010);
});
