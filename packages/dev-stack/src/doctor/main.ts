import { readLauncherSettings } from "../launcher/env.ts";
import { LauncherError } from "../launcher/launcher-error.ts";
import { choosePorts } from "../launcher/ports.ts";
import { checkNode, checkPython, checkServers } from "./check-machine.ts";
import { checkStack } from "./check-stack.ts";
import { bad, type Finding } from "./finding.ts";

/** `zerq doctor`: prints one line for each thing that it looked at, and ends with 1 when something is bad. */
const { dataDirectory, env } = readLauncherSettings();
const marks = { good: "ok  ", note: "note", bad: "BAD " } as const;

async function lookAtStack(): Promise<Finding[]> {
  try {
    return await checkStack(dataDirectory, choosePorts(env));
  } catch (error) {
    if (error instanceof LauncherError) return [bad(error.message)];
    throw error;
  }
}

const findings = [checkNode(), ...checkServers(env), checkPython(env), ...(await lookAtStack())];
for (const { state, text } of findings) console.log(`${marks[state]}  ${text}`);
process.exitCode = findings.some(({ state }) => state === "bad") ? 1 : 0;
