import type { Connection } from "../database/connect.ts";
import type { ResourceContext } from "../resources/resource-kind.ts";

export type MigrationContext = Pick<ResourceContext, "ring" | "deployment"> & { connection: Connection };

/** A part of a migration that was carried out. */
export type MigratedPart = {
  /** How many documents, or indexes, it has changed: none where another instance was faster. */
  changed: number;
  /** What couldn't be done as it should, in words that name the document. */
  problems: string[];
  /** Where the next part begins. */
  last: unknown;
};

/**
 * Brings what an earlier version has stored into the form that this one reads. What is left to do is seen in what is stored, and
 * not in the record: so a migration goes on after a kill, does nothing a second time, and finds what an instance of the earlier
 * version has written while both were running.
 */
export type Migration = {
  id: string;
  /** In words, for the log. */
  what: string;
  /**
   * Carries out the next part.
   * @param after `last` of the part before, undefined at first
   * @param most documents of one part
   * @returns undefined when nothing is left
   */
  next(context: MigrationContext, after: unknown, most: number): Promise<MigratedPart | undefined>;
};
