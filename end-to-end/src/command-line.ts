import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";
import { keepAnswer, secrets } from "./run-records.ts";

const zerqMain = fileURLToPath(new URL("../../apps/cli/src/main.ts", import.meta.url));

type Finished = { code: number | null; out: string; err: string };

/** The command line, against the running stack. What it prints is kept, but for an access token that was asked for. */
export async function zerq(...words: string[]): Promise<Finished> {
  const finished = await run(words);
  if (words[0] === "token") secrets.add("access token that was printed", finished.out.trim());
  else keepAnswer(`zerq ${words[0]}`, finished.out + finished.err);
  return finished;
}

function run(words: string[]): Promise<Finished> {
  const child = spawn(process.execPath, ["--conditions=zerq-source", zerqMain, ...words], {
    env: { PATH: process.env.PATH, ZERQ_DATA_DIRECTORY: inject("dataDirectory") },
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}
