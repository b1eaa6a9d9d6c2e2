import { PassThrough } from "node:stream";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { createLogger } from "./logger.ts";
import { redact, redactText } from "./redaction.ts";
import { Secret } from "./secret.ts";

describe("a secret", () => {
  const secret = new Secret("canary-value");
  it.each([
    ["String()", String(secret)],
    ["a template", `${secret}`],
    ["concatenation", `${secret as unknown as string}`],
    ["JSON", JSON.stringify({ nested: [secret] })],
    ["inspect", inspect({ nested: secret }, { depth: 9, showHidden: true })],
    ["object spread", JSON.stringify({ ...secret })],
    ["an error's message", new Error(`failed with ${secret}`).message],
  ])("doesn't print in %s", (_how, text) => {
    expect(text).not.toContain("canary-value");
  });

  it("is revealed only on request", () => {
    expect(secret.reveal()).toBe("canary-value");
  });
});

describe("the log", () => {
  function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
    const stream = new PassThrough();
    write(createLogger({ service: "test", destination: stream }));
    return String(stream.read() ?? "");
  }

  it("is one JSON line with time, level, service and fields", () => {
    const entry = JSON.parse(logged((logger) => logger.child({ part: "a" }).info("hello", { n: 1 })));
    expect(entry).toMatchObject({ level: "info", service: "test", part: "a", message: "hello", n: 1 });
    expect(Date.parse(entry.time)).toBeGreaterThan(0);
  });

  it("holds neither secrets nor tokens, wherever they hide", () => {
    const text = logged((logger) =>
      logger.error("failed for zerq_tok_0123456789abcdef canary", {
        secret: "canary-1",
        client: new Secret("canary-2"),
        headers: { Authorization: "Bearer canary-3", "x-api-key": 1 },
        deep: [{ api_key: "canary-4" }],
        uri: "redis://user:canary-5@127.0.0.1",
        cause: new Error("Bearer canary-6"),
      }),
    );
    expect(text).not.toMatch(/canary-\d|zerq_tok_0123/);
    expect(text).toContain("[secret]");
  });

  it("leaves out levels below its own", () => {
    expect(logged((logger) => logger.debug("quiet"))).toBe("");
  });
});

describe("redaction", () => {
  it("leaves innocent text alone", () => {
    expect(redactText("GET https://a.example/b?c=d")).toBe("GET https://a.example/b?c=d");
    expect(redact({ name: "x", count: 2, none: null })).toEqual({ name: "x", count: 2, none: null });
  });
  it("stops at a depth instead of following a cycle", () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(JSON.stringify(redact(cycle))).toContain("[too deep]");
  });
});
