import { createServer, type Server } from "node:http";
import type { AddressInfo, LookupFunction } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { classify } from "./addresses.ts";
import { parseAllowList } from "./allow-list.ts";
import { createEgressGuard } from "./guard.ts";

let server: Server;
let port: number;
let reached = 0;
beforeAll(async () => {
  server = createServer((request, response) => {
    reached += 1;
    if (request.url === "/redirect") response.writeHead(302, { location: "/" });
    response.end("reached");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

/** A resolver that answers with these addresses, one after the other. */
function resolver(...answers: string[]): LookupFunction {
  let turn = 0;
  return ((_host, _options, callback) => {
    const address = answers[Math.min(turn, answers.length - 1)] ?? "";
    turn += 1;
    (callback as unknown as (e: null, a: object[]) => void)(null, [
      { address, family: address.includes(":") ? 6 : 4 },
    ]);
  }) as LookupFunction;
}

describe("addresses", () => {
  it.each([
    ["169.254.169.254", "never"],
    ["::ffff:169.254.169.254", "never"],
    ["::ffff:a9fe:a9fe", "never"],
    ["fe80::1%eth0", "never"],
    ["fd00:ec2::254", "never"],
    ["0.0.0.0", "never"],
    ["::", "never"],
    ["255.255.255.255", "never"],
    ["224.0.0.1", "never"],
    ["not an address", "never"],
    ["127.0.0.1", "internal"],
    ["127.9.9.9", "internal"],
    ["::1", "internal"],
    ["::ffff:127.0.0.1", "internal"],
    ["10.1.2.3", "internal"],
    ["172.31.255.255", "internal"],
    ["192.168.0.1", "internal"],
    ["100.64.0.1", "internal"],
    ["fc00::1", "internal"],
    ["64:ff9b::7f00:1", "internal"],
    ["172.32.0.1", "public"],
    ["93.184.216.34", "public"],
    ["2606:2800:220:1::1", "public"],
  ])("%s is %s", (address, kind) => {
    expect(classify(address)).toBe(kind);
  });
});

describe("a URL at save time", () => {
  const guard = createEgressGuard({
    allow: "127.0.0.1:8090, 10.0.0.0/8:443, *.internal.example:80",
    own: ["127.0.0.1:8090x"],
  });
  it.each([
    ["https://api.example.com/v1", true],
    ["http://127.0.0.1:8090", true],
    ["https://10.9.8.7", true],
    ["http://127.0.0.1:8091", false],
    ["http://2130706433:8091/", false],
    ["http://0x7f.1:8091/", false],
    ["http://0177.0.0.1:8091/", false],
    ["http://localhost:8091", false],
    ["http://[::1]:8091", false],
    ["http://[::ffff:127.0.0.1]:8091", false],
    ["http://169.254.169.254/latest/meta-data", false],
    ["http://metadata.google.internal/", false],
    ["http://10.9.8.7", false],
    ["ftp://api.example.com", false],
    ["http://user:pw@api.example.com", false],
    ["nonsense", false],
  ])("%s allowed: %s", (url, allowed) => {
    expect(guard.checkUrl(url) === undefined).toBe(allowed);
  });

  it("says what to set", () => {
    expect(guard.checkUrl("http://10.9.8.7")?.message).toContain("EGRESS_ALLOW=10.9.8.7:80");
    expect(guard.checkUrl("http://169.254.169.254")?.message).toContain("never");
  });
});

describe("a connection", () => {
  it("reaches what is allowed, and nothing else", async () => {
    const open = createEgressGuard({ allow: `127.0.0.1:${port}` });
    expect(await (await open.fetch(`http://127.0.0.1:${port}/`)).text()).toBe("reached");
    const before = reached;
    const closed = createEgressGuard({ allow: "" });
    await expect(closed.fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    expect(reached).toBe(before);
  });

  it("to metadata services stays closed even when everything is allowed", () => {
    const guard = createEgressGuard({ allow: "0.0.0.0/0:*, [::]/0:*" });
    expect(guard.allowsAddress("169.254.169.254", "169.254.169.254", 80)).toBe(false);
    expect(guard.allowsAddress("x", "::ffff:169.254.169.254", 80)).toBe(false);
    expect(guard.allowsAddress("127.0.0.1", "127.0.0.1", 80)).toBe(true);
  });

  it("to Zerq's own stores stays closed even when it is allowed", async () => {
    const guard = createEgressGuard({ allow: `127.0.0.1:${port}`, own: [`127.0.0.1:${port}`] });
    expect(guard.checkUrl(`http://127.0.0.1:${port}`)).toBeDefined();
    await expect(guard.fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });

  it("is refused when a public name resolves to an internal address, the first or the second time", async () => {
    const before = reached;
    const guard = createEgressGuard({ allow: "", lookup: resolver("127.0.0.1") });
    expect(guard.checkUrl(`http://rebind.example:${port}/`)).toBeUndefined();
    await expect(guard.fetch(`http://rebind.example:${port}/`)).rejects.toThrow();
    const mapped = createEgressGuard({ allow: "", lookup: resolver("::ffff:127.0.0.1") });
    await expect(mapped.fetch(`http://rebind.example:${port}/`)).rejects.toThrow();
    expect(reached).toBe(before);
  });

  it("by an allowed name reaches the address it resolves to", async () => {
    const guard = createEgressGuard({ allow: `api.internal.example:${port}`, lookup: resolver("127.0.0.1") });
    expect(await (await guard.fetch(`http://api.internal.example:${port}/`)).text()).toBe("reached");
  });

  it("doesn't follow a redirect", async () => {
    const guard = createEgressGuard({ allow: `127.0.0.1:${port}` });
    await expect(guard.fetch(`http://127.0.0.1:${port}/redirect`)).rejects.toThrow();
  });
});

describe("a bare socket", () => {
  const onread = { buffer: Buffer.alloc(1_024), callback: () => true };
  const open = (guard: ReturnType<typeof createEgressGuard>, host: string, timeoutMs = 1_000) =>
    new Promise<string>((resolve) => {
      guard.openSocket({ host, port, timeoutMs, tls: undefined, onread }, (error, socket) => {
        socket?.destroy();
        resolve(error === null ? "open" : ((error as NodeJS.ErrnoException).code ?? error.message));
      });
    });

  it("goes where the guard lets it, by name or by address", async () => {
    const named = { allow: `api.internal.example:${port}`, lookup: resolver("127.0.0.1") };
    expect(await open(createEgressGuard({ allow: `127.0.0.1:${port}` }), "127.0.0.1")).toBe("open");
    expect(await open(createEgressGuard(named), "api.internal.example")).toBe("open");
  });

  it("goes nowhere else", async () => {
    const shut = createEgressGuard({ allow: "" });
    expect(await open(shut, "127.0.0.1")).toBe("EGRESS_REFUSED");
    expect(await open(shut, "::ffff:127.0.0.1")).toBe("EGRESS_REFUSED");
    const rebound = createEgressGuard({ allow: "", lookup: resolver("127.0.0.1") });
    expect(await open(rebound, "rebind.example")).toBe("EGRESS_REFUSED");
  });

  it("is given up when it takes too long", async () => {
    const never = createEgressGuard({ allow: "", lookup: (() => undefined) as unknown as LookupFunction });
    expect(await open(never, "slow.example", 20)).toBe("ETIMEDOUT");
  });
});

describe("EGRESS_ALLOW", () => {
  it.each(["localhost", "a b:80", "10.0.0.0/8", "[::1]", "http://x:80", "*:80"])("refuses %s", (text) => {
    expect(() => parseAllowList(text)).toThrow(RangeError);
  });
});
