import { describe, expect, it } from "vitest";
import { parseTraceparent, passTraces, recordTraces } from "./trace-context.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const parentId = "00f067aa0ba902b7";
const valid = `00-${traceId}-${parentId}-01`;
const form = /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/;

describe("a traceparent (W3C Trace Context, section 3.2)", () => {
  it("is read in version 00 and in later ones", () => {
    expect(parseTraceparent(valid)).toEqual({ traceId, parentId, flags: 1 });
    expect(parseTraceparent(`cc-${traceId}-${parentId}-00-what-comes`)).toMatchObject({ traceId, flags: 0 });
  });

  it.each([
    "",
    "nonsense",
    valid.toUpperCase(),
    `${valid}-more`,
    `${valid}0`,
    `ff-${traceId}-${parentId}-01`,
    `00-${"0".repeat(32)}-${parentId}-01`,
    `00-${traceId}-${"0".repeat(16)}-01`,
    `00-${traceId}-${parentId}`,
    `00-${traceId}-${parentId}-1`,
    ` ${valid}`,
    `${valid}\n`,
    `00-${traceId.slice(1)}g-${parentId}-01`,
  ])("is invalid: %j", (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });
});

describe("where nothing is exported", () => {
  const source = passTraces();

  it("a valid one passes as it is", () => {
    expect(source(valid)).toEqual({ traceparent: valid, trace: undefined, isContinued: true });
  });

  it("a new one takes the place of none and of an invalid one, another every time", () => {
    const made = [undefined, "nonsense", ...Array<undefined>(998).fill(undefined)].map((text) =>
      source(text),
    );
    for (const { traceparent, isContinued } of made) {
      expect(traceparent).toMatch(form);
      expect(parseTraceparent(traceparent)).toBeDefined();
      expect(isContinued).toBe(false);
    }
    expect(new Set(made.map(({ traceparent }) => traceparent)).size).toBe(made.length);
  });
});

describe("where spans are exported", () => {
  it("the trace goes on under the gateway's own span, sampled as the caller says", () => {
    for (const flags of ["00", "01"]) {
      const { traceparent, trace } = recordTraces(flags === "00" ? 1 : 0)(
        `00-${traceId}-${parentId}-${flags}`,
      );
      expect(traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-${flags}$`));
      expect(traceparent).not.toContain(parentId);
      expect(trace?.parentId).toBe(flags === "01" ? parentId : undefined);
    }
  });

  it("traces that begin here are sampled at the ratio", () => {
    const share = (ratio: number) => {
      const source = recordTraces(ratio);
      const sampled = Array.from({ length: 4_000 }, () => source(undefined)).filter(
        ({ trace }) => trace !== undefined,
      );
      return sampled.length / 4_000;
    };
    expect([share(0), share(1)]).toEqual([0, 1]);
    expect(Math.abs(share(0.25) - 0.25)).toBeLessThan(0.05);
  });
});
