import { join } from "node:path";
import { startProcess } from "../servers/started-process.ts";
import type { Service } from "./supervisor.ts";

const PATIENCE_MS = 60_000;

export type NodeServiceOptions = {
  name: string;
  after: readonly string[];
  root: string;
  /** Its main file, from the root. */
  main: string;
  env: Record<string, string>;
  logFile: string;
  /** Each must answer 200 for it to count as ready. */
  readyUrls: readonly string[];
};

/** A Node program run from its sources, ready when its URLs say so. */
export function nodeService(options: NodeServiceOptions): Service {
  const { name, after, root, logFile, readyUrls } = options;
  return {
    name,
    after,
    logFile,
    async start(onSpawn) {
      let reason = "";
      const ready = async () => {
        reason = (await Promise.all(readyUrls.map(whyNotReady))).find((why) => why !== undefined) ?? "";
        return reason === "";
      };
      try {
        return await startProcess(
          process.execPath,
          ["--conditions=zerq-source", join(root, options.main)],
          { cwd: root, env: options.env, detached: true, logFile, onSpawn },
          ready,
          PATIENCE_MS,
        );
      } catch (error) {
        // Of one that ended, the last lines say more than that nothing answers.
        if (reason.includes("answered") && error instanceof Error) error.message += `\n(${reason})`;
        throw error;
      }
    },
  };
}

/** Undefined when the URL answers 200, else what it said. */
async function whyNotReady(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const text = await answer.text();
    return answer.status === 200 ? undefined : `${url} answered ${answer.status} ${text.slice(0, 300)}`;
  } catch {
    // It doesn't listen yet.
    return `nothing answers at ${url}`;
  }
}
