import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Listening, listen } from "./listen.ts";
import { operationsListener } from "./operations-listener.ts";

let reason: string | undefined;
let broken = false;
const errors: unknown[] = [];
let server: Listening;
beforeAll(async () => {
  const listener = operationsListener({
    notReadyReason: () => reason,
    async metrics() {
      if (broken) throw new Error("password=hunter2");
      return { text: "up 1\n", contentType: "text/plain; version=0.0.4" };
    },
    onError: (error) => errors.push(error),
  });
  server = await listen(listener, { port: 0, address: "127.0.0.1", setting: "NONE" });
});
afterAll(() => server?.close(100));

const ask = (path: string, method = "GET") => fetch(`http://127.0.0.1:${server.port}${path}`, { method });

describe("the operations port", () => {
  it("tells life from readiness, and says why something isn't ready", async () => {
    reason = "Redis can't be reached";
    expect(await (await ask("/healthz")).json()).toEqual({ status: "ok" });
    const not = await ask("/readyz");
    expect([not.status, await not.json()]).toEqual([503, { ready: false, reason }]);
    reason = undefined;
    const ready = await ask("/readyz?verbose");
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true }]);
  });

  it("gives metrics with the content type of their format", async () => {
    const metrics = await ask("/metrics");
    expect([metrics.headers.get("content-type"), await metrics.text()]).toEqual([
      "text/plain; version=0.0.4",
      "up 1\n",
    ]);
  });

  it.each([
    ["/", "GET", 404, "route_not_found"],
    ["/constructor", "GET", 404, "route_not_found"],
    ["/readyz/", "GET", 404, "route_not_found"],
    ["/metrics", "POST", 405, "method_not_allowed"],
  ])("refuses %s by %s with %i", async (path, method, status, error) => {
    const refused = await ask(path, method);
    expect([refused.status, ((await refused.json()) as { error: string }).error]).toEqual([status, error]);
    expect(refused.headers.get("allow")).toBe(status === 405 ? "GET, HEAD" : null);
  });

  it("answers HEAD without a body", async () => {
    const head = await ask("/healthz", "HEAD");
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  it("tells the reason of a failure to the log alone", async () => {
    broken = true;
    const failed = await ask("/metrics");
    const text = await failed.text();
    expect([failed.status, text]).toEqual([500, expect.stringContaining("internal_error")]);
    expect(text).not.toContain("hunter2");
    expect(errors.map(String)).toEqual(["Error: password=hunter2"]);
  });
});
