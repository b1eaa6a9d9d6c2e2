import type { Logger } from "@zerq/logging/logger";
import type { Connection } from "../database/connect.ts";
import { allMigrations } from "./all-migrations.ts";
import { migrationModel } from "./migration.model.ts";
import type { MigratedPart, Migration, MigrationContext } from "./migration.ts";

const DUPLICATE_KEY = 11_000;
const MOST_PROBLEMS = 100;
/** Documents of one part: few enough that nothing else waits for it. */
const OF_A_PART = 250;

/**
 * Carries out what is left of each migration, one after the other, before anything reads what they bring into form. Several
 * instances may do it at once: each part is written by the one that comes first.
 * @throws whatever MongoDB does; what was done stays done
 */
export async function runMigrations(
  context: MigrationContext,
  logger: Logger,
  most = OF_A_PART,
): Promise<void> {
  for (const migration of allMigrations) await run(context, logger, migration, most);
}

async function run(
  context: MigrationContext,
  logger: Logger,
  migration: Migration,
  most: number,
): Promise<void> {
  const { id, what } = migration;
  const start = performance.now();
  let changed = 0;
  let hasWorked = false;
  for (let after: unknown; ; ) {
    const part = await migration.next(context, after, most);
    if (part === undefined) break;
    hasWorked = true;
    after = part.last;
    changed += part.changed;
    await note(context.connection, migration, part);
    for (const problem of part.problems)
      logger.warn("a migration left something out", { migration: id, problem });
    logger.debug("a migration goes on", { migration: id, changed });
  }
  const isFirst = await finish(context.connection, migration, hasWorked);
  const tookMs = Math.round(performance.now() - start);
  if (changed > 0) logger.info("migrated", { migration: id, what, changed, tookMs });
  else if (isFirst) logger.debug("nothing to migrate", { migration: id });
}

async function note(connection: Connection, { id, what }: Migration, part: MigratedPart): Promise<void> {
  const { changed, problems } = part;
  await upsert(connection, id, {
    $setOnInsert: { what, startedAt: new Date() },
    $inc: { changed },
    $set: { finishedAt: null },
    $push: { problems: { $each: problems, $slice: MOST_PROBLEMS } },
  });
}

/** @returns whether it was the first start of this database that knows the migration */
async function finish(connection: Connection, { id, what }: Migration, hasWorked: boolean): Promise<boolean> {
  const known = await migrationModel(connection).findOne({ _id: id }).lean();
  // One that was killed in the middle of its last part left nothing to do but this.
  if (known !== null && known.finishedAt !== null && !hasWorked) return false;
  const now = new Date();
  const $setOnInsert = { what, startedAt: now, changed: 0, problems: [] };
  await upsert(connection, id, { $setOnInsert, $set: { finishedAt: now } });
  return known === null;
}

/** Of two instances that insert at once, the second one finds the record then. */
async function upsert(connection: Connection, id: string, update: object): Promise<void> {
  const write = () => migrationModel(connection).updateOne({ _id: id }, update, { upsert: true });
  try {
    await write();
  } catch (error) {
    if ((error as { code?: number }).code !== DUPLICATE_KEY) throw error;
    await write();
  }
}
