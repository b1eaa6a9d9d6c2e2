import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What the operating system says that a process and all its descendants have used so far. */
export type ProcessUsage = { cpuMicroseconds: number; residentBytes: number; processes: number };

/** Clock ticks per second of /proc/<pid>/stat: 100 on every Linux that Node runs on (sysconf _SC_CLK_TCK). */
const MICROSECONDS_PER_TICK = 10_000;

/**
 * CPU time (user and system) and resident memory of `pid` and its descendants. Reaped children are counted by
 * their parent's cutime and cstime, so a worker that ended is not lost.
 */
export function processUsage(pid: number): ProcessUsage {
  return process.platform === "linux" ? linuxUsage(pid) : psUsage(pid);
}

function linuxUsage(root: number): ProcessUsage {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = readStat(pid);
    if (stat === undefined) continue;
    const siblings = children.get(stat.parent);
    if (siblings === undefined) children.set(stat.parent, [pid]);
    else siblings.push(pid);
  }
  const total = { cpuMicroseconds: 0, residentBytes: 0, processes: 0 };
  const open = [root];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    const stat = readStat(pid);
    if (stat !== undefined) {
      total.cpuMicroseconds += stat.ticks * MICROSECONDS_PER_TICK;
      total.residentBytes += stat.residentBytes;
      total.processes += 1;
    }
    open.push(...(children.get(pid) ?? []));
  }
  return total;
}

function readStat(pid: number): { parent: number; ticks: number; residentBytes: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command name may hold spaces and brackets; the fields after its last ")" are fixed (proc_pid_stat(5)).
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
    return { parent: Number(fields[1]), ticks, residentBytes: Number(fields[21]) * 4096 };
  } catch {
    return undefined;
  }
}

/** Elsewhere than on Linux: `ps`, whose CPU time has a resolution of 10 ms. */
function psUsage(root: number): ProcessUsage {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,rss=,time="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  const total = { cpuMicroseconds: 0, residentBytes: 0, processes: 0 };
  const members = new Set([root]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const [pid, parent] of rows) {
      if (members.has(Number(parent)) && !members.has(Number(pid))) {
        members.add(Number(pid));
        grew = true;
      }
    }
  }
  for (const [pid, , rss, time] of rows) {
    if (!members.has(Number(pid))) continue;
    const seconds = (time ?? "0").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
    total.cpuMicroseconds += seconds * 1e6;
    total.residentBytes += Number(rss) * 1024;
    total.processes += 1;
  }
  return total;
}
