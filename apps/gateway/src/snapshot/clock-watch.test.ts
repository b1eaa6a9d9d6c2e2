import { createSigner, createVerifier, generateSigningKeys, parsePrivateKey } from "@zerq/crypto/signing";
import { createLogger } from "@zerq/logging/logger";
import { clockChannel } from "@zerq/plane-protocol/channels";
import { type ClockAnswer, signClockAnswer } from "@zerq/plane-protocol/clock-answer";
import type { Redis } from "@zerq/service/redis";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createClockListener } from "./clock-listener.ts";
import { type ClockState, ClockWatch } from "./clock-watch.ts";

let clock: ClockWatch;
let states: ClockState[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "performance", "setInterval", "clearInterval"] });
  clock = new ClockWatch();
  states = [];
  clock.onChange = (state) => states.push(state);
  clock.start();
});
afterEach(() => {
  clock.stop();
  vi.useRealTimers();
});

/** What management says to a report of now, with this clock ahead of its own by so much, after a time on the way. */
function answered(aheadMs: number, onTheWayMs = 1): void {
  const reportTime = Date.now();
  clock.willReport(reportTime);
  vi.advanceTimersByTime(onTheWayMs);
  clock.seeAnswer({ reportTime, time: reportTime - aheadMs });
}

describe("what is proved of the clock", () => {
  it("is nothing before the first message, and that it may be right with a head of now", () => {
    expect([clock.offset(), clock.state]).toEqual([null, "right"]);
    clock.seeHead(Date.now() - 10);
    expect([clock.offset(), clock.state]).toEqual([0, "right"]);
  });

  it.each([
    [4_900, "right"],
    [5_100, "wrong"],
    [29_900, "wrong"],
    [30_100, "unusable"],
  ] as const)("is that it is off by %i ms: %s, whichever way", (ms, state) => {
    answered(ms);
    expect([clock.offset(), clock.state]).toEqual([ms, state]);
    vi.advanceTimersByTime(16_000);
    clock.seeHead(Date.now() + ms);
    expect([clock.offset(), clock.state]).toEqual([-ms, state]);
  });

  it("is not that it is ahead, however old the heads are that come", () => {
    // Held back, put back, or of a management that was away for an hour.
    for (const age of [3_600_000, 3_595_000, 3_590_000]) {
      clock.seeHead(Date.now() - age);
      vi.advanceTimersByTime(5_000);
    }
    expect([clock.offset(), clock.state, states]).toEqual([0, "right", []]);
  });

  it("is no more than it was when answers are held back", () => {
    answered(0, 14_000);
    expect([clock.offset(), clock.state]).toEqual([0, "right"]);
    answered(6_000, 2_000);
    expect(clock.offset()).toBe(6_000);
  });

  it("holds for 15 s, so that a clock which is put right counts again", () => {
    answered(40_000);
    vi.advanceTimersByTime(14_000);
    expect(clock.state).toBe("unusable");
    vi.advanceTimersByTime(2_000);
    expect([clock.offset(), clock.state, states]).toEqual([null, "right", ["unusable", "right"]]);
  });
});

describe("an answer about clocks", () => {
  const keys = generateSigningKeys();
  const signer = createSigner(parsePrivateKey(keys.privateKey));
  const worker = { workerId: "g1/0", startedAt: 5 };
  const good = (): ClockAnswer => ({
    ...{ deployment: "d", ...worker, reportTime: Date.now(), time: Date.now() - 40_000 },
  });

  /** @returns what takes a message as it comes from Redis */
  async function listen(): Promise<(text: string, channel?: string) => void> {
    let take: (channel: string, text: string) => void = () => undefined;
    const subscriber = {
      on: (event: string, listener: typeof take) => {
        if (event === "message") take = listener;
      },
      subscribe: async () => 1,
    } as unknown as Redis;
    const logger = createLogger({ service: "test", level: "error" });
    const verifier = createVerifier([signer.publicKey]);
    await createClockListener({ subscriber, verifier, deployment: "d", worker, clock, logger }).start();
    return (text, channel = clockChannel(worker.workerId)) => take(channel, text);
  }

  it("counts when it is signed, for this process, and to a report of a moment ago", async () => {
    const take = await listen();
    clock.willReport(Date.now());
    take(signClockAnswer(signer, good()));
    expect(clock.state).toBe("unusable");
  });

  it.each<[string, () => string]>([
    ["is of another key", () => signClockAnswer(otherSigner(), good())],
    ["is of another deployment", () => signClockAnswer(signer, { ...good(), deployment: "e" })],
    ["is for another worker", () => signClockAnswer(signer, { ...good(), workerId: "g1/1" })],
    ["is for the process before", () => signClockAnswer(signer, { ...good(), startedAt: 4 })],
    ["answers what was never said", () => signClockAnswer(signer, { ...good(), reportTime: 1 })],
    ["is no message", () => "{}"],
  ])("counts for nothing when it %s", async (_what, text) => {
    const take = await listen();
    clock.willReport(Date.now());
    take(text());
    take(signClockAnswer(signer, good()), "another:channel");
    expect([clock.offset(), clock.state]).toEqual([null, "right"]);
  });

  const otherSigner = () => createSigner(parsePrivateKey(generateSigningKeys().privateKey));
});
