import { Random } from "../../../../apps/gateway/test/limits/random.ts";
import { Findings } from "../../soak/findings.ts";
import { type Caller, startRevokedCaller, startServedCaller } from "./callers.ts";
import { openForger } from "./forger.ts";
import type { Site } from "./site.ts";
import { Writer } from "./writer.ts";

/** Everybody who plays: services, a writer, callers, a forger, and chance. */
export type Scene = {
  site: Site;
  writer: Writer;
  callers: readonly Caller[];
  forger: Awaited<ReturnType<typeof openForger>>;
  random: Random;
  findings: Findings;
};

/** Starts the services, and callers of all gateways: for each worker one who is served and one whose access was taken away. */
export async function openScene(
  site: Site,
  options: { seed: number; size: { workers: number } },
): Promise<Scene> {
  const made = await site.begin();
  const forger = await openForger(site.redis.url, site.deployment, made.harm);
  // Draws of its own: how often it draws hangs on time, and the schedule must not.
  const draws = new Random(options.seed + 1);
  const writer = new Writer({
    managements: site.managements,
    collection: made.collection,
    token: site.token,
    pick: (items) => draws.pick(items),
  });
  // What the forger brings out again later still has the client that has no access any more.
  await forger.take();
  await made.revoke();
  const findings = new Findings();
  const callers = site.gateways.flatMap((gateway) =>
    Array.from({ length: options.size.workers }, () => {
      const about = { gateway, path: site.path, writer, findings };
      return [
        startServedCaller({ ...about, caller: made.served }),
        startRevokedCaller({ ...about, caller: made.revoked }),
      ];
    }).flat(),
  );
  return { site, writer, callers, forger, random: new Random(options.seed), findings };
}
