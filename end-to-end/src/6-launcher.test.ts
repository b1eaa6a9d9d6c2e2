import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { descendants, isRunning } from "@zerq/test-kit/process-tree";
import { freePortOffset, type Product, runLauncher, startProduct } from "@zerq/test-kit/product";
import { afterAll, afterEach, describe, expect, inject, it } from "vitest";
import { eventually } from "./callers.ts";

const dev = inject("dev");
const READY_WITHIN_MS = 30_000;
const folders: string[] = [];
const temporary = () => {
  const folder = mkdtempSync(join(tmpdir(), "zerq-launcher-"));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe("the launcher refuses with a sentence", () => {
  it("a taken port, before anything starts", async () => {
    const dataDirectory = temporary();
    const gatewayPort = Number(new URL(dev.gateway.url).port);
    const { code, output } = await runLauncher({ dataDirectory, portOffset: gatewayPort - 8080 });
    expect(code).toBe(1);
    expect(output).toContain(`port ${gatewayPort} for gateway is taken; ZERQ_GATEWAY_PORT=<port> moves it`);
    expect(output).toContain("ZERQ_PORT_OFFSET=1000 npm start");
    expect(existsSync(join(dataDirectory, "keys.json"))).toBe(false);
    expect(readdirSync(join(dataDirectory, "logs"))).toEqual([]);
    expect(readdirSync(join(dataDirectory, "run"))).toEqual([]);
  });

  it("a folder in which another one runs", async () => {
    const dataDirectory = inject("dataDirectory");
    const { code, output } = await runLauncher({ dataDirectory, portOffset: 0 });
    expect(code).toBe(1);
    expect(output).toContain(`already running from this folder (process ${inject("launcherPid")})`);
    expect(existsSync(join(dataDirectory, "dev.json"))).toBe(true);
  });

  const corruptions: [string, (folder: string) => void, string][] = [
    [
      "keys that are no JSON",
      (folder) => writeFileSync(join(folder, "keys.json"), "{"),
      "keys.json can't be read",
    ],
    ["keys that are a folder", (folder) => mkdirSync(join(folder, "keys.json")), "keys.json can't be read"],
    [
      "keys of a wrong type",
      (folder) => writeFileSync(join(folder, "keys.json"), "{}"),
      "keys.json is damaged",
    ],
    [
      "a file in place of a folder",
      (folder) => writeFileSync(join(folder, "run"), ""),
      "can't be written to",
    ],
    ["a file in place of another folder", (folder) => writeFileSync(join(folder, "tls"), ""), "EEXIST"],
  ];
  it.each(corruptions)("%s", async (_what, corrupt, sentence) => {
    const dataDirectory = temporary();
    corrupt(dataDirectory);
    const { code, output } = await runLauncher({ dataDirectory, portOffset: await freePortOffset() });
    expect(code).toBe(1);
    expect(output).toMatch(/^\s*Zerq can't start: /);
    expect(output).toContain(sentence);
    expect(output).toMatch(/rm -rf|ZERQ_DATA_DIRECTORY/);
  });

  it("an ENCRYPTION_KEY that is too short, and stops what it had started", async () => {
    const dataDirectory = temporary();
    const { code, output } = await runLauncher({
      dataDirectory,
      portOffset: await freePortOffset(),
      env: { ENCRYPTION_KEY: "c2hvcnQ=" },
    });
    expect(code).toBe(1);
    expect(output).toMatch(
      /management did not start: .*ENCRYPTION_KEY is too short.*openssl rand -base64 32/s,
    );
    expect(readdirSync(join(dataDirectory, "run"))).toEqual([]);
  });
});

describe("a product of its own", () => {
  const dataDirectory = temporary();
  let portOffset: number;

  async function callDemo({ dev: own }: Product): Promise<number> {
    const { clientId, profileId, token, path } = own.demo;
    const headers = { "x-client-id": clientId, "x-profile-id": profileId, authorization: `Bearer ${token}` };
    const answer = await fetch(`${own.gateway.url}${path}`, { headers });
    await answer.text();
    return answer.status;
  }
  const started: Product[] = [];
  async function start(throughNpm = false): Promise<Product> {
    const product = await startProduct({ dataDirectory, portOffset, throughNpm });
    started.push(product);
    return product;
  }
  async function timedStart(): Promise<[Product, number]> {
    const began = performance.now();
    const product = await start(true);
    const took = performance.now() - began;
    console.log(`  a start with data took ${(took / 1000).toFixed(1)} s`);
    return [product, took];
  }
  /** Also after a failure: what a test left running would take the ports and the processor from the next one. */
  afterEach(async () => {
    for (const product of started.splice(0)) await product.stop();
  });
  /** Everything below the launcher, and how to wait until none of it runs. */
  function processes(product: Product): number[] {
    const pids = descendants(product.pid);
    // Two stores, stand-ins, three services, two gateway workers and the watchdog.
    expect(pids.length).toBeGreaterThanOrEqual(9);
    return pids;
  }

  it("is stopped by SIGTERM without a trace, and a second start keeps the data and is ready soon", async () => {
    portOffset = await freePortOffset();
    const first = await start(true);
    expect(await callDemo(first)).toBe(200);
    const curl = /^ *curl .*$/m.exec(first.output())?.[0];
    expect(curl).toContain(first.dev.demo.token);
    const pids = processes(first);
    await first.stop();
    expect(pids.filter(isRunning)).toEqual([]);
    expect(existsSync(join(dataDirectory, "dev.json"))).toBe(false);
    expect(readdirSync(join(dataDirectory, "run"))).toEqual([]);

    const [second, took] = await timedStart();
    expect(second.dev).toEqual(first.dev);
    expect(await callDemo(second)).toBe(200);
    expect(second.output()).toContain(curl);
    // It is 4 to 7 s on two quiet cores, and printed; the bound is for machines that have other work to do.
    expect(took).toBeLessThan(READY_WITHIN_MS);
  });

  it("is stopped by its watchdog when the launcher is killed, and starts again afterwards", async () => {
    const product = await start();
    const pids = processes(product);
    process.kill(product.pid, "SIGKILL");
    await eventually("the end of everything", async () => !pids.some(isRunning) || undefined, 15_000);
    expect(existsSync(join(dataDirectory, "dev.json"))).toBe(false);

    const keys = JSON.parse(readFileSync(join(dataDirectory, "keys.json"), "utf8")) as {
      ENCRYPTION_KEY: string;
    };
    const again = await start();
    expect(await callDemo(again)).toBe(200);
    expect(again.output()).not.toContain(keys.ENCRYPTION_KEY);
  });
});
