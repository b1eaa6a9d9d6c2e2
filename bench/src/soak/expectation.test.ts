import { expect, it } from "vitest";
import { Expectation, SETTLE_MS } from "./expectation.ts";
import { RedisOutages } from "./redis-outages.ts";

it("allows both from the call until a second after the answer, then only the new", () => {
  const killed = new Expectation([200], new RedisOutages());
  expect([killed.allows(200, 0), killed.allows(401, 0)]).toEqual([true, false]);
  killed.begin([401], 100);
  expect([killed.allows(200, 150), killed.allows(401, 150)]).toEqual([true, true]);
  killed.answered(200);
  expect([killed.allows(200, 200 + SETTLE_MS - 1), killed.allows(401, 1_000)]).toEqual([true, true]);
  expect([killed.allows(200, 200 + SETTLE_MS), killed.allows(401, 9_999)]).toEqual([false, true]);
});

it("holds a late answer to the time of its request, whatever was answered to later ones meanwhile", () => {
  const route = new Expectation([200], new RedisOutages());
  route.begin([404], 100);
  route.answered(200);
  const settled = 200 + SETTLE_MS;
  expect(route.allows(404, settled + 1)).toBe(true);
  route.begin([200], settled + 2);
  expect([route.allows(200, 150), route.allows(200, settled + 1)]).toEqual([true, true]);
  route.answered(settled + 3);
  route.begin([404], settled + 10_000);
  route.answered(settled + 10_001);
  expect([route.allows(200, settled - 1), route.allows(200, settled + 20_000)]).toEqual([true, false]);
});

it("never settles a change that was not answered", () => {
  const unknown = new Expectation([200], new RedisOutages());
  unknown.begin([401], 0);
  expect([unknown.allows(200, 1e6), unknown.allows(401, 1e6)]).toEqual([true, true]);
});

it("waits for the end of an outage that lies between call and effect, and for no other", () => {
  const outages = new RedisOutages();
  outages.began(500);
  const during = new Expectation([200], outages);
  during.begin([401], 600);
  during.answered(700);
  expect(during.allows(200, 50_000)).toBe(true);
  outages.ended(60_000);
  expect(during.allows(200, 60_001)).toBe(true);
  expect(during.allows(200, 60_000 + 60_000)).toBe(false);
  const after = new Expectation([200], outages);
  after.begin([401], 100_000);
  after.answered(100_010);
  expect(after.allows(200, 100_010 + SETTLE_MS)).toBe(false);
});
