import { spawn } from "node:child_process";
import { join } from "node:path";
import type { StartedManagement } from "./started-management.ts";

type Run = { code: number | null; out: string; err: string };

/** The command line as people run it, as a modifier of the deployment unless somebody else is named. */
export async function zerq(
  deployment: StartedManagement,
  words: string[],
  input = "",
  user = "modifier",
): Promise<Run> {
  const main = join(import.meta.dirname, "../../cli/src/main.ts");
  const env = { PATH: process.env.PATH, ZERQ_TOKEN: await deployment.identity.token(user) };
  const child = spawn(
    process.execPath,
    ["--conditions=zerq-source", main, ...words, "--url", deployment.url],
    { env },
  );
  child.stdin.end(input);
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}
