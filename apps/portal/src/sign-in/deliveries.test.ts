import { describe, expect, it } from "vitest";
import { createDeliveries } from "./deliveries.ts";

describe("deliveries", () => {
  it("tries again, and gives up after the last try", async () => {
    const failures: unknown[] = [];
    const deliveries = createDeliveries({
      onFailed: (e) => failures.push(e),
      retryAfterMs: [1, 1],
      spreadMs: 1,
    });
    let tries = 0;
    const done = new Promise<void>((resolve) => {
      deliveries.add(async () => {
        tries += 1;
        if (tries < 3) throw new Error("not yet");
        resolve();
      });
    });
    await done;
    const broken = new Error("never");
    deliveries.add(() => Promise.reject(broken));
    await expect.poll(() => failures).toEqual([broken]);
    expect(tries).toBe(3);
  });

  it("runs what waits when the service stops, and takes no more", async () => {
    const deliveries = createDeliveries({ onFailed: () => undefined, spreadMs: 10 ** 9 });
    let ran = false;
    expect(
      deliveries.add(async () => {
        ran = true;
      }),
    ).toBe(true);
    await deliveries.close(5_000);
    expect(ran).toBe(true);
    expect(deliveries.add(async () => undefined)).toBe(false);
  });

  it("doesn't wait for ever when it stops", async () => {
    const deliveries = createDeliveries({ onFailed: () => undefined, spreadMs: 0 });
    deliveries.add(() => new Promise(() => undefined));
    const before = performance.now();
    await deliveries.close(30);
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it("drops what is too much rather than grow", () => {
    const deliveries = createDeliveries({ onFailed: () => undefined, spreadMs: 10 ** 9 });
    const taken = Array.from({ length: 1_100 }, () => deliveries.add(async () => undefined));
    expect(taken.filter(Boolean).length).toBe(1_000);
    return deliveries.close(1_000);
  });
});
