import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";

const KEPT = 3;

/** The log of one service, fresh for this start; those of the starts before are `.1` (the last one) to `.3`. */
export function freshLogFile(logs: string, service: string): string {
  const file = join(logs, `${service}.log`);
  if (!existsSync(file)) return file;
  rmSync(`${file}.${KEPT}`, { force: true });
  for (let number = KEPT - 1; number >= 1; number -= 1) {
    if (existsSync(`${file}.${number}`)) renameSync(`${file}.${number}`, `${file}.${number + 1}`);
  }
  renameSync(file, `${file}.1`);
  return file;
}
