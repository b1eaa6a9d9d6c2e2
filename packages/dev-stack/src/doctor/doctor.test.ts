import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freePort } from "../free-port.ts";
import { choosePorts, type PortName } from "../launcher/ports.ts";
import { checkNode, checkPython, checkServers } from "./check-machine.ts";
import { checkStack } from "./check-stack.ts";

const temporary = () => mkdtempSync(join(tmpdir(), "zerq-doctor-"));
const states = (findings: { state: string; text: string }[]) => findings.map(({ state }) => state);

describe("the machine", () => {
  it.each([
    ["24.18.1", "good"],
    ["24.21.0", "good"],
    ["25.0.0", "good"],
    ["24.18.0", "bad"],
    ["24.9.9", "bad"],
    ["22.23.2", "bad"],
  ])("Node %s is %s", (version, state) => {
    expect(checkNode(version).state).toBe(state);
  });

  it("says which servers would be used, and what is missing", () => {
    const findings = checkServers({ PATH: "/nowhere", MONGODB_URI: "mongodb://x", REDIS_URL: "redis://x" });
    expect(findings.map(({ text }) => text)).toEqual([
      "MONGODB_URI is set: that server is used",
      "REDIS_URL is set: that server is used",
    ]);
    expect(checkPython({ PATH: "/nowhere" })).toMatchObject({
      state: "note",
      text: expect.stringContaining("apt install"),
    });
  });
});

describe("the stack", () => {
  it("names a taken port while nothing runs", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const free = await Promise.all(
      Object.keys(choosePorts({})).map(async (name) => [name, await freePort()] as const),
    );
    const ports = { ...(Object.fromEntries(free) as Record<PortName, number>), mail: port };
    const findings = await checkStack(temporary(), ports);
    expect(findings).toMatchObject([
      { state: "note", text: expect.stringContaining("not running") },
      { state: "bad", text: `Port ${port} for mail inbox is taken; ZERQ_MAIL_PORT=<port> moves it` },
    ]);
    server.close();
    expect(states(await checkStack(temporary(), { ...ports, mail: await freePort() }))).toEqual([
      "note",
      "good",
    ]);
  });

  it("says of each running service whether it is ready, and why not", async () => {
    const server = createServer((request, response) => {
      response
        .writeHead(request.url === "/ready/readyz" ? 200 : 503)
        .end('{"ready":false,"reason":"no snapshot"}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const directory = temporary();
    const dev = {
      management: { operationsUrl: `${url}/ready` },
      gateway: { operationsUrl: url },
      portal: { operationsUrl: "http://127.0.0.1:1" },
      identityProvider: { issuer: url },
      mail: { url },
      upstream: { url },
    };
    writeFileSync(join(directory, "dev.json"), JSON.stringify(dev));
    const findings = await checkStack(directory, choosePorts({}));
    expect(states(findings)).toEqual(["good", "bad", "bad", "bad", "bad", "bad"]);
    expect(findings[1]?.text).toContain("no snapshot");
    expect(findings[2]?.text).toContain("does not answer");
    server.close();
    writeFileSync(join(directory, "dev.json"), "{");
    expect(states(await checkStack(directory, choosePorts({})))).toEqual(["bad"]);
  });
});
