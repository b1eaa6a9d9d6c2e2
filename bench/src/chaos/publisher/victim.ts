import type { Random } from "../../../../apps/gateway/test/limits/random.ts";
import { type Child, startInstanceProcess } from "../../../../apps/management/test/data-paths/child.ts";
import type { DeathPoint } from "../../../../apps/management/test/data-paths/instance-process.ts";

export type Killed = {
  how: DeathPoint | "at a random moment";
  /** Versions that it has answered its callers with. */
  acknowledged: number[];
  /** What it has committed, in order; `at` in milliseconds of the machine's clock. */
  commits: { versions: number[]; at: number }[];
  /** Whether it died between a commit and the end of its publication. */
  owesPublication: boolean;
};

const points = ["in the transaction", "before publishing", "while publishing", "at a random moment"] as const;
const RANDOM_WITHIN_MS = 150;
const MOST_BEFORE = 12;

/** Has stopped nobody yet: it begins, and ends, when it is told. */
export type Victim = { kill(): Promise<Killed> };

/** Starts an instance that will make changes and be killed: at a point of its work, or whenever. */
export async function startVictim(
  place: { mongo: string; redis: string; privateKey: string },
  prefix: string,
  random: Random,
): Promise<Victim> {
  const how = random.pick(points);
  const nth = 1 + Math.floor(random.between(0, MOST_BEFORE));
  const afterMs = random.between(0, RANDOM_WITHIN_MS);
  const child = startInstanceProcess({
    ...place,
    kind: "write",
    prefix,
    count: 100_000,
    concurrency: 4,
    waits: true,
    tellsCommits: true,
    ...(how === "at a random moment" ? {} : { dies: { at: how, nth } }),
  });
  await child.said("ready");
  return {
    async kill() {
      child.process.kill("SIGUSR2");
      if (how === "at a random moment") {
        await child.said("version");
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        child.process.kill("SIGKILL");
      }
      await child.exited;
      return killed(how, child);
    },
  };
}

function killed(how: Killed["how"], { lines }: Child): Killed {
  const published = new Set(lines.flatMap(({ published }) => (Array.isArray(published) ? published : [])));
  const commits = lines.flatMap(({ committed, at }) =>
    Array.isArray(committed) && typeof at === "number" ? [{ versions: committed as number[], at }] : [],
  );
  return {
    how,
    acknowledged: lines.flatMap(({ version }) => (typeof version === "number" ? [version] : [])),
    commits,
    owesPublication: commits.at(-1)?.versions.some((version) => !published.has(version)) ?? false,
  };
}
