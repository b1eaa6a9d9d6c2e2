import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { rawRequest, sendRaw } from "../../test/raw-http.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

/** Names with their labels, without their values. */
async function series(): Promise<string[]> {
  const text = await gateway.registry.metrics();
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.slice(0, line.lastIndexOf(" ")))
    .sort();
}

/** Sends requests one behind the other on one connection; resolves when all are answered. */
function pipeline(requests: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(gateway.port, "127.0.0.1");
    let answers = 0;
    let rest = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      const text = rest + chunk;
      const found = text.split("HTTP/1.1 ");
      answers += found.length - 1;
      // A status line may be cut between two chunks.
      rest = text.slice(-8);
      if (answers < requests.length) return;
      socket.destroy();
      resolve();
    });
    socket.on("error", reject);
    socket.on("close", () =>
      answers < requests.length ? reject(new Error(`${answers} answers`)) : resolve(),
    );
    socket.write(requests.join(""));
  });
}

it("has no more series after 10,000 paths, methods and clients that nobody has heard of", async () => {
  const hostile = (n: number) => {
    const hex = n.toString(16).padStart(24, "0");
    return (
      `GET /path-${n}/%20${n} HTTP/1.1\r\nHost: host-${n}.example\r\nUser-Agent: agent-${n}\r\n` +
      `X-Client-ID: ${hex}\r\nX-Profile-ID: ${hex}\r\nAuthorization: Bearer zerq_tok_${n}\r\n\r\n`
    );
  };
  const raw = (method: string) => sendRaw(gateway.port, rawRequest(`${method} / HTTP/1.1`, []));
  // One of each outcome first: what a code of the catalogue adds is there from then on.
  await pipeline([hostile(0)]);
  await gateway.call("/demo/accounts");
  for (const method of ["TRACE", "BREW"]) await raw(method);
  const before = await series();
  for (let from = 1; from <= 10_000; from += 500)
    await pipeline(Array.from({ length: 500 }, (_, index) => hostile(from + index)));
  for (let n = 0; n < 50; n += 1) await raw(`M${n}`);
  for (const path of ["/demo/accounts", "/demo/items/1", "/demo/files/a/b"]) await gateway.call(path);
  expect(await series()).toEqual(before);
  expect(before.length).toBeLessThan(200);
}, 120_000);

it("has every metric in docs/metrics.md, and none there that isn't", async () => {
  const documented = readFileSync(new URL("../../../../docs/metrics.md", import.meta.url), "utf8");
  const section = documented.slice(documented.indexOf("## Gateway"), documented.indexOf("## Management"));
  const names = new Set(section.match(/zerq_gateway_\w+/g));
  // What only some settings have: certificates, traces and a file.
  const optional = /certificate|traces|kept_config/;
  const registered = gateway.registry.getMetricsAsArray().map(({ name }) => name);
  expect(registered.filter((name) => !names.has(name))).toEqual([]);
  expect([...names].filter((name) => !optional.test(name) && !registered.includes(name))).toEqual([]);
});
