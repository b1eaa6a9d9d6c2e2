import { randomKey } from "@zerq/crypto/secret-key";
import { describe, expect, it } from "vitest";
import { addressHash } from "./address-hash.ts";
import { type GatewayReport, openReport, sealReport } from "./report.ts";
import { BatchWriter, openBatch, type RequestLogEntry, sealBatch } from "./request-log.ts";

const key = randomKey();
const report: GatewayReport = {
  instanceId: "gateway-1",
  workerId: "1",
  group: "default",
  version: 7,
  hash: "h",
  startedAt: 1,
  time: 2,
  lastError: null,
  problems: [],
  missingEnv: ["NAME"],
  limiterMode: "exact",
  headAgeMs: 12,
};
const entry: RequestLogEntry = {
  id: "0123456789abcdef",
  requestId: "r",
  time: 1,
  method: "GET",
  path: "/a",
  route: null,
  upstream: null,
  status: 401,
  error: "unauthorized",
  deny: "no such client",
  latencyMs: 0.4,
  upstreamMs: null,
  bytesIn: 0,
  bytesOut: 10,
  clientId: null,
  profileId: null,
  collectionId: null,
  proxyId: null,
  ip: "127.0.0.1",
  userAgent: "",
  gateway: "gateway-1",
};

describe("what gateways send back", () => {
  it("comes out as it went in", () => {
    expect(openReport(key, sealReport(key, report))).toEqual(report);
    const batch = { instanceId: "gateway-1", dropped: 0, entries: [entry] };
    expect(openBatch(key, sealBatch(key, batch))).toEqual(batch);
  });

  it("may hold what a later gateway adds, which is left out", () => {
    const later = { ...report, extra: { deep: [1] }, source: "elsewhere" } as unknown as GatewayReport;
    expect(openReport(key, sealReport(key, later))).toEqual(report);
  });

  it("is the same when it was put together as bytes", () => {
    const writer = new BatchWriter(64 * 1024);
    for (const userAgent of ["plain", 'quo"ted \u00e4 \u20ac \ud83d\ude00']) {
      writer.clear();
      const entries = [entry, { ...entry, userAgent }];
      for (const one of entries) expect(writer.add(one)).toBe(true);
      const sealed = writer.seal(key, { instanceId: "gateway-1", dropped: 3 });
      expect(openBatch(key, sealed.toString())).toEqual({ instanceId: "gateway-1", dropped: 3, entries });
    }
    while (writer.add(entry));
    expect(writer.count).toBeGreaterThan(50);
    const full = openBatch(key, writer.seal(key, { instanceId: "i".repeat(200), dropped: 0 }).toString());
    expect(full.entries).toHaveLength(writer.count);
  });

  it.each([
    ["under another key", () => sealReport(randomKey(), report), "bad-signature"],
    [
      "for another purpose",
      () => sealBatch(key, { instanceId: "x", dropped: 0, entries: [] }),
      "bad-signature",
    ],
    [
      "with a changed version",
      () => sealReport(key, report).replace('"version":7', '"version":9'),
      "bad-signature",
    ],
    ["without a field", () => sealReport(key, { ...report, version: undefined } as never), "malformed"],
    [
      "with more beside its fields than a report may be",
      () => sealReport(key, { ...report, extra: "x".repeat(64 * 1024) } as GatewayReport),
      "malformed",
    ],
    [
      "with an oversized field",
      () => sealReport(key, { ...report, instanceId: "x".repeat(500) }),
      "malformed",
    ],
    ["larger than the cap", () => " ".repeat(65 * 1024), "malformed"],
    ["that is no JSON", () => "nonsense", "malformed"],
  ])("is refused %s", (_what, text, problem) => {
    expect(() => openReport(key, text())).toThrow(problem);
  });
});

it("hashes an address without its case and white space, under the key", () => {
  expect(addressHash(key, " Dev@Example.com ")).toBe(addressHash(key, "dev@example.com"));
  expect(addressHash(randomKey(), "dev@example.com")).not.toBe(addressHash(key, "dev@example.com"));
  expect(addressHash(key, "dev@example.com")).not.toContain("example");
});
