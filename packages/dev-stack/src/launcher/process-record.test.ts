import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { lockFolder, processIdentity, recordProcess, stopLeftovers } from "./process-record.ts";
import { startWatchdog } from "./watchdog.ts";

const started: ChildProcess[] = [];
function sleeper(): number {
  const child = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
  started.push(child);
  return child.pid ?? -1;
}
const run = () => mkdtempSync(join(tmpdir(), "zerq-run-"));
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

describe("what a killed launcher left behind", () => {
  it("is stopped by the record, and the record is removed", async () => {
    const directory = run();
    const pid = sleeper();
    recordProcess(directory, "redis", pid);
    expect(await stopLeftovers(directory)).toEqual(["redis"]);
    expect(processIdentity(pid)).toBeUndefined();
    expect(readdirSync(directory)).toEqual([]);
  });

  it("is left alone when the process id belongs to another program by now", async () => {
    const directory = run();
    const pid = sleeper();
    writeFileSync(join(directory, "redis.pid"), `${pid}\n12345 another program\n`);
    writeFileSync(join(directory, "mongodb.pid"), "no number\n");
    expect(await stopLeftovers(directory)).toEqual([]);
    expect(processIdentity(pid)).toBeDefined();
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe("the lock of the folder", () => {
  it("refuses a second launcher by a sentence with the process id", () => {
    const directory = run();
    const release = lockFolder(directory);
    expect(() => lockFolder(directory)).toThrow(`kill ${process.pid}`);
    release();
    expect(() => lockFolder(directory)()).not.toThrow();
  });

  it("is taken over from a launcher that was killed", () => {
    const directory = run();
    writeFileSync(join(directory, "launcher.lock"), `${process.pid}\n12345 an earlier one\n`);
    expect(() => lockFolder(directory)()).not.toThrow();
  });
});

describe("the watchdog", () => {
  it("ends without a trace when everything was stopped", async () => {
    const directory = run();
    const end = startWatchdog(directory, join(directory, "dev.json"));
    await expect(end()).resolves.toBeUndefined();
  });

  it("stops what is recorded when its launcher is killed, and removes dev.json", async () => {
    const directory = run();
    const devJson = join(directory, "dev.json");
    writeFileSync(devJson, "{}");
    const launcher = spawn(
      process.execPath,
      ["--conditions=zerq-source", "--input-type=module", "--eval", launcherOf(directory, devJson)],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    started.push(launcher);
    const pid = await new Promise<number>((resolve) =>
      launcher.stdout?.once("data", (text) => resolve(Number(text))),
    );
    expect(processIdentity(pid)).toBeDefined();
    launcher.kill("SIGKILL");
    await vi.waitFor(() => expect(processIdentity(pid)).toBeUndefined(), { timeout: 10_000 });
    expect(existsSync(devJson)).toBe(false);
  });
});

/** A program that starts the watchdog and one child, and says the child's process id. */
function launcherOf(directory: string, devJson: string): string {
  return `
    import { spawn } from "node:child_process";
    import { recordProcess } from "${import.meta.dirname}/process-record.ts";
    import { startWatchdog } from "${import.meta.dirname}/watchdog.ts";
    startWatchdog("${directory}", "${devJson}");
    const child = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
    recordProcess("${directory}", "child", child.pid);
    console.log(child.pid);
  `;
}
