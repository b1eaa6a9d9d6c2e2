import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { startProcess } from "../servers/started-process.ts";
import { processIdentity } from "./process-record.ts";
import { createSupervisor, type Service } from "./supervisor.ts";

const run = () => mkdtempSync(join(tmpdir(), "zerq-supervisor-"));
const running = (pid: number | undefined) => pid !== undefined && processIdentity(pid) !== undefined;

/** A service that is a shell with a child of its own, as a gateway has workers; the child's id goes to `childFile`. */
function shell(name: string, after: string[], pids: number[], childFile = "/dev/null"): Service {
  return {
    name,
    after,
    start: (onSpawn) =>
      startProcess(
        "/bin/sh",
        ["-c", `sleep 60 & echo $! > ${childFile}; wait`],
        {
          detached: true,
          onSpawn: (pid) => {
            pids.push(pid);
            onSpawn(pid);
          },
        },
        async () => true,
      ),
  };
}

it("starts again what was killed, and its whole group with it", async () => {
  const directory = run();
  const lines: string[] = [];
  const pids: number[] = [];
  const childFile = join(run(), "child");
  const service = shell("one", [], pids, childFile);
  const supervisor = createSupervisor([service], directory, (line) => lines.push(line));
  await supervisor.start();
  await vi.waitFor(() => expect(readFileSync(childFile, "utf8")).toMatch(/^\d+\n$/));
  const child = Number(readFileSync(childFile, "utf8"));
  expect(running(child)).toBe(true);
  process.kill(pids[0] ?? -1, "SIGKILL");
  await vi.waitFor(() => expect(lines).toContainEqual(expect.stringMatching(/^one is ready again/)));
  expect(pids).toHaveLength(2);
  await vi.waitFor(() => expect(running(child)).toBe(false));
  expect(readdirSync(directory)).toEqual(["one.pid"]);
  await supervisor.stop();
  expect(pids.some(running)).toBe(false);
  expect(readdirSync(directory)).toEqual([]);
});

it("stops the last service first", async () => {
  const [first, second]: number[][] = [[], []];
  const supervisor = createSupervisor(
    [shell("first", [], first ?? []), shell("second", ["first"], second ?? [])],
    run(),
    () => {},
  );
  await supervisor.start();
  const stopped = supervisor.stop();
  await vi.waitFor(() => expect(running(second?.[0])).toBe(false), { interval: 2 });
  await stopped;
  expect(running(first?.[0])).toBe(false);
});

it("kills everything at once when it is asked to", async () => {
  const pids: number[] = [];
  const supervisor = createSupervisor([shell("a", [], pids), shell("b", [], pids)], run(), () => {});
  await supervisor.start();
  supervisor.kill();
  await vi.waitFor(() => expect(pids.some(running)).toBe(false));
});

it("says which service did not start, why, where its log is, and what to do", async () => {
  const logFile = join(run(), "bad.log");
  const bad: Service = {
    name: "bad",
    after: [],
    logFile,
    hint: "Mend it.",
    start: (onSpawn) =>
      startProcess("/bin/sh", ["-c", "echo the reason; exit 3"], { logFile, onSpawn }, async () => false),
  };
  const supervisor = createSupervisor([bad], run(), () => {});
  await expect(supervisor.start()).rejects.toThrow(/bad did not start: .*the reason.*bad\.log\. Mend it\./s);
  expect(existsSync(logFile)).toBe(true);
  await supervisor.stop();
});

it("starts a service when what it comes after is ready, and not at all once that has failed", async () => {
  const pids: number[] = [];
  const supervisor = createSupervisor([shell("late", ["a build", "nobody"], pids)], run(), () => {});
  let built = () => {};
  const start = supervisor.start({ "a build": new Promise<void>((resolve) => (built = resolve)) });
  await new Promise((resolve) => setImmediate(resolve));
  expect(pids).toEqual([]);
  built();
  await start;
  expect(pids).toHaveLength(1);
  await supervisor.stop();

  const failed = createSupervisor([shell("late", ["a build"], pids)], run(), () => {});
  await expect(failed.start({ "a build": Promise.reject(new Error("broken build")) })).rejects.toThrow(
    "broken build",
  );
  expect(pids).toHaveLength(1);
});
