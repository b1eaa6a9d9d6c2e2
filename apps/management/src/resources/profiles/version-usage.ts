import { type Connection, trusted } from "mongoose";
import { type VersionUsage, versionUsageModel } from "./version-usage.model.ts";

/** One accepted request: which version proved it, and when, in milliseconds. */
export type Use = { readonly versionId: string; readonly time: number };

export type UsageRecorder = {
  /** Writes what is news by a minute or more. @throws what MongoDB throws; then it is tried with the next entries */
  record(uses: Iterable<Use>): Promise<void>;
};

/** A version in steady use is written once in so many milliseconds, so its last use is known to the minute. */
const STEP_MS = 60_000;
/** Versions whose last writing is remembered; of the oldest, one writing more does no harm. */
const MAX_VERSIONS = 100_000;

/** Learns from the request log when versions were last used. */
export function createUsageRecorder(connection: Connection): UsageRecorder {
  const written = new Map<string, number>();

  function remember(versionId: string, time: number): void {
    written.delete(versionId);
    written.set(versionId, time);
    const [oldest] = written.keys();
    if (written.size > MAX_VERSIONS && oldest !== undefined) written.delete(oldest);
  }

  return {
    async record(uses) {
      // A gateway's clock that is ahead must not make a use that nobody can be later than.
      const now = Date.now();
      const news = new Map<string, number>();
      for (const { versionId, time } of uses) {
        const at = Math.min(time, now);
        const known = Math.max(news.get(versionId) ?? 0, (written.get(versionId) ?? -STEP_MS) + STEP_MS - 1);
        if (at > known) news.set(versionId, at);
      }
      if (news.size === 0) return;
      await versionUsageModel(connection).collection.bulkWrite(
        [...news].map(([_id, time]) => ({
          updateOne: {
            filter: { _id: _id as never },
            update: { $max: { lastUsedAt: new Date(time) } },
            upsert: true,
          },
        })),
        { ordered: false },
      );
      for (const [versionId, time] of news) remember(versionId, time);
    },
  };
}

type Versions = { versions: { id: string; lastUsedAt?: string | null }[] };

/** Adds to each version in the views of profiles when it was last used; null: never, as far as is known. */
export async function addLastUse(
  connection: Connection,
  views: readonly Record<string, unknown>[],
): Promise<void> {
  const versions = views.flatMap(({ token, jwt }) =>
    [token, jwt].flatMap((rules) => (rules as Partial<Versions> | undefined)?.versions ?? []),
  );
  if (versions.length === 0) return;
  const lastUses = await readTogether(
    connection,
    versions.map(({ id }) => id),
  );
  for (const version of versions) version.lastUsedAt = lastUses.get(version.id)?.toISOString() ?? null;
}

type Gathering = { readonly ids: Set<string>; readonly lastUses: Promise<ReadonlyMap<string, Date>> };

const gatherings = new WeakMap<Connection, Gathering>();

/** The changes of a group are answered in the same moment: one command reads for all of them. */
function readTogether(connection: Connection, ids: readonly string[]): Gathering["lastUses"] {
  const { ids: all, lastUses } = gatherings.get(connection) ?? beginGathering(connection);
  for (const id of ids) all.add(id);
  return lastUses;
}

function beginGathering(connection: Connection): Gathering {
  const ids = new Set<string>();
  const read = async () => {
    await new Promise(setImmediate);
    gatherings.delete(connection);
    const usages = await versionUsageModel(connection)
      .find({ _id: trusted({ $in: [...ids] }) })
      .lean<VersionUsage[]>();
    return new Map(usages.map(({ _id, lastUsedAt }) => [_id, lastUsedAt]));
  };
  const gathering = { ids, lastUses: read() };
  gatherings.set(connection, gathering);
  return gathering;
}
