import type { Contestant, Site } from "./contestants/contestant.ts";
import { type LoadResult, runLoad } from "./load.ts";
import { processUsage } from "./measure-process.ts";
import { pause } from "./pause.ts";

export type Measurement = LoadResult & {
  cpuMicrosecondsPerRequest: number;
  residentBytes: number;
  version: string;
};

const CONNECTIONS = 32;
const WARM_UP_SECONDS = 2;
/** What is batched (logs, lease returns) belongs to the requests before it, so it is waited for. */
const SETTLE_MS = 300;

/** Starts a contestant, warms it up, and measures its process tree over one load. */
export async function measureContestant(
  contestant: Contestant,
  site: Site,
  seconds: number,
  { connections = CONNECTIONS, bodyBytes }: { connections?: number; bodyBytes?: number | undefined } = {},
): Promise<Measurement> {
  const started = await contestant.start(site);
  try {
    const plan = {
      url: started.url,
      headers: started.headers,
      connections,
      ...(bodyBytes !== undefined && { bodyBytes }),
    };
    await runLoad({ ...plan, seconds: WARM_UP_SECONDS });
    await pause(SETTLE_MS);
    const before = processUsage(started.pid);
    const load = await runLoad({ ...plan, seconds });
    await pause(SETTLE_MS);
    const after = processUsage(started.pid);
    return {
      ...load,
      cpuMicrosecondsPerRequest: (after.cpuMicroseconds - before.cpuMicroseconds) / load.requests,
      residentBytes: after.residentBytes,
      version: started.version,
    };
  } finally {
    await started.stop();
  }
}
