import type { Random } from "../../../../apps/gateway/test/limits/random.ts";
import { startInstanceProcess } from "../../../../apps/management/test/data-paths/child.ts";
import type { DeathPoint } from "../../../../apps/management/test/data-paths/instance-process.ts";

export type Killed = {
  how: DeathPoint | "at a random moment";
  /** Versions that it has answered its callers with. */
  acknowledged: number[];
  /** What it has committed, in order; `at` in milliseconds of the machine's clock. */
  commits: { versions: number[]; at: number }[];
};

const points = ["in the transaction", "before publishing", "while publishing", "at a random moment"] as const;
const RANDOM_WITHIN_MS = 150;
const MOST_BEFORE = 12;

/** Starts an instance that makes changes, and kills it: at a point of its work, or whenever. @returns when it is gone */
export async function killOne(
  place: { mongo: string; redis: string; privateKey: string },
  prefix: string,
  random: Random,
): Promise<Killed> {
  const how = random.pick(points);
  const nth = 1 + Math.floor(random.between(0, MOST_BEFORE));
  const afterMs = random.between(0, RANDOM_WITHIN_MS);
  const child = startInstanceProcess({
    ...place,
    kind: "write",
    prefix,
    count: 100_000,
    concurrency: 4,
    tellsCommits: true,
    ...(how === "at a random moment" ? {} : { dies: { at: how, nth } }),
  });
  try {
    await child.said("ready");
    if (how === "at a random moment") {
      await child.said("version");
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      child.process.kill("SIGKILL");
    }
    await child.exited;
  } finally {
    await child.kill();
  }
  return {
    how,
    acknowledged: child.lines.flatMap(({ version }) => (typeof version === "number" ? [version] : [])),
    commits: child.lines.flatMap(({ committed, at }) =>
      Array.isArray(committed) && typeof at === "number" ? [{ versions: committed as number[], at }] : [],
    ),
  };
}
