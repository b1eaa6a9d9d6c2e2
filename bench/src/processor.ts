import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { findProgram } from "./find-program.ts";

const taskset = findProgram("taskset");

/**
 * Keeps a process, its children and all their threads to one processor; what they start later inherits it.
 * @param processor counted from 0
 * @returns whether it could be done: it takes Linux and a second processor
 */
export function keepTo(processor: number, pid: number): boolean {
  if (taskset === undefined || cpus().length < 2) return false;
  for (const each of [pid, ...childrenOf(pid)])
    execFileSync(taskset, ["-a", "-c", "-p", String(processor), String(each)], { stdio: "ignore" });
  return true;
}

/** As Linux lists them; one that has ended meanwhile has none. */
function childrenOf(pid: number): number[] {
  const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return listed === "" ? [] : listed.split(" ").map(Number);
}
