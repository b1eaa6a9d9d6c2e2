import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LauncherError } from "./launcher-error.ts";

/**
 * What tells a process from a later one with the same id: when it started, and its command. Undefined when there is no
 * such process, or only its remains (a zombie).
 */
export function processIdentity(pid: number): string | undefined {
  try {
    if (process.platform !== "linux") {
      const text = execFileSync("ps", ["-o", "stat=,lstart=,command=", "-p", String(pid)], {
        encoding: "utf8",
      }).trim();
      return text === "" || text.startsWith("Z") ? undefined : text.replace(/^\S+\s+/, "");
    }
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything; the fields after it start with the state (proc(5): field 3).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    return `${fields[19]} ${command}`;
  } catch {
    return undefined;
  }
}

/** One file per running child: its process id, and its identity on the second line. */
export function recordProcess(runDirectory: string, name: string, pid: number): void {
  writeFileSync(join(runDirectory, `${name}.pid`), `${pid}\n${processIdentity(pid) ?? ""}\n`);
}

export function forgetProcess(runDirectory: string, name: string): void {
  rmSync(join(runDirectory, `${name}.pid`), { force: true });
}

/**
 * Stops what a killed launcher left behind. A record whose process id now belongs to another program is only removed.
 * @returns the names of those that were stopped
 */
export async function stopLeftovers(runDirectory: string): Promise<string[]> {
  mkdirSync(runDirectory, { recursive: true });
  const files = readdirSync(runDirectory).filter((file) => file.endsWith(".pid"));
  const stopped = await Promise.all(
    files.map(async (file) => {
      const name = file.slice(0, -".pid".length);
      const [line = "", identity = ""] = readFileSync(join(runDirectory, file), "utf8").split("\n");
      const pid = Number(line);
      const same = Number.isInteger(pid) && pid > 1 && identity !== "" && isRecorded(pid, identity);
      if (same) await stopGroup(pid);
      forgetProcess(runDirectory, name);
      return same ? [name] : [];
    }),
  );
  return stopped.flat();
}

/** A record may be taken between fork and exec, when the command was still the launcher's: the start time decides then. */
function isRecorded(pid: number, identity: string): boolean {
  const current = processIdentity(pid);
  if (current === undefined) return false;
  return process.platform === "linux"
    ? current.split(" ")[0] === identity.split(" ")[0]
    : current === identity;
}

/** SIGTERM to the process, then, when it is gone or out of patience, SIGKILL to what is left of its group. */
export async function stopGroup(pid: number, patienceMs = 10_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  signal(pid, "SIGTERM");
  while (processIdentity(pid) !== undefined && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  killGroup(pid);
}

/** SIGTERM to everything in the group of a process that is gone: its workers finish what they have open. */
export function endGroup(pid: number): void {
  signal(-pid, "SIGTERM");
}

/** SIGKILL to the process and to everything in its group. */
export function killGroup(pid: number): void {
  signal(-pid, "SIGKILL");
  signal(pid, "SIGKILL");
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}

/**
 * Makes this process the only launcher of the folder.
 * @returns how to give it up
 * @throws LauncherError when another one runs
 */
export function lockFolder(runDirectory: string): () => void {
  mkdirSync(runDirectory, { recursive: true });
  const file = join(runDirectory, "launcher.lock");
  const content = `${process.pid}\n${processIdentity(process.pid)}\n`;
  for (;;) {
    try {
      writeFileSync(file, content, { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const [pid = "", identity = ""] = readFileSync(file, "utf8").split("\n");
      if (identity !== "" && isRecorded(Number(pid), identity)) {
        throw new LauncherError(
          `Zerq is already running from this folder (process ${pid}). Stop it with Ctrl-C there, or with: kill ${pid}`,
        );
      }
      rmSync(file, { force: true });
    }
  }
}
