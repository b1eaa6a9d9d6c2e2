import { describe, expect, it } from "vitest";
import { Turns, takeAtOnce, WorkIsOver } from "./turns.ts";

/** Works until `isDone` says so, and gives up the test's patience after some ten seconds. */
function* busyUntil(isDone: () => boolean): Generator<void, string> {
  const deadline = performance.now() + 15_000;
  while (!isDone() && performance.now() < deadline) yield;
  return isDone() ? "done" : "nobody else had a turn";
}

describe("turns", () => {
  it("let others work in between, and none when nobody waits", async () => {
    let others = 0;
    const timer = setInterval(() => {
      others += 1;
    }, 1);
    try {
      expect(await Turns.shared().take(busyUntil(() => others >= 3))).toBe("done");
      const before = others;
      const until = performance.now() + 50;
      await Turns.alone().take(busyUntil(() => performance.now() > until));
      expect(others).toBe(before);
    } finally {
      clearInterval(timer);
    }
  });

  it("end at the next rest of what nobody wants any more", async () => {
    const turns = Turns.shared();
    setImmediate(() => turns.end());
    await expect(turns.take(busyUntil(() => false))).rejects.toThrow(WorkIsOver);
  });

  it("hand on what a step throws", async () => {
    const failing = (function* (): Generator<void, void> {
      yield;
      throw new Error("the second step");
    })();
    await expect(Turns.shared().take(failing)).rejects.toThrow("the second step");
  });
});

it("takes all steps at once, and gives what they come to", () => {
  const steps = (function* (): Generator<void, number> {
    for (let n = 0; n < 3; n += 1) yield;
    return 3;
  })();
  expect(takeAtOnce(steps)).toBe(3);
});
