import type { ClientSession } from "mongoose";
import type { ActorContext } from "../changes/change.ts";
import type { ChangeLog } from "../changes/change-log.ts";
import { readHead } from "../changes/head.ts";
import { UndoneError } from "../changes/undone-error.ts";
import type { ResourceContext } from "../resources/resource-kind.ts";
import { toldAs } from "../resources/widenings/warning.ts";
import type { ApplyOptions, DiffOptions } from "./apply-options.ts";
import { type ConfigDocument, parseConfigDocument } from "./config-document.schema.ts";
import { kindTable } from "./config-kinds.ts";
import { type ApplyReport, type DiffReport, summaryOf } from "./config-report.schema.ts";
import { diffConfig } from "./diff-config.ts";
import { warningsOf } from "./entry-warnings.ts";
import { type ExportOptions, exportConfig } from "./export-config.ts";
import { type Applied, NothingToApply, planApply } from "./plan-apply.ts";
import { type Validation, validateConfig } from "./validate-config.ts";

export type ConfigService = {
  export(options: ExportOptions): Promise<Record<string, unknown>>;
  /** What is wrong with a document. @throws AppError `validation_failed` when it is none */
  validate(document: unknown): Promise<Validation>;
  /** @throws AppError when a part of the document is wrong */
  diff(document: unknown, options: DiffOptions): Promise<DiffReport>;
  /** @throws AppError when any part of it is refused: then nothing of it is made */
  apply(context: ActorContext, document: unknown, options: ApplyOptions): Promise<ApplyReport>;
};

/** A plan that was made and carried out to the end, only to be undone. */
class DryRun extends Error {
  readonly applied: Applied;

  constructor(applied: Applied) {
    super("a dry run");
    this.applied = applied;
  }
}

export function createConfigService(context: ResourceContext, changes: ChangeLog): ConfigService {
  const kinds = kindTable(context);
  const inSnapshot = async <T>(read: (session: ClientSession) => Promise<T>): Promise<T> => {
    const session = await context.connection.startSession();
    try {
      session.startTransaction({ readConcern: { level: "snapshot" } });
      return await read(session);
    } finally {
      if (session.inTransaction()) await session.abortTransaction();
      await session.endSession();
    }
  };

  return {
    export: (options) => inSnapshot((session) => exportConfig(kinds, options, session)),
    async validate(document) {
      const parsed = parseConfigDocument(document);
      return inSnapshot((session) => validateConfig(kinds, parsed, session));
    },
    async diff(document, options) {
      const parsed = parseConfigDocument(document);
      return inSnapshot(async (session) => {
        const { version } = await readHead(context.connection, session);
        const found = await diffConfig(kinds, parsed, options, session);
        return {
          baseVersion: version,
          changes: found,
          summary: summaryOf(found),
          ...toldAs("warnings", warningsOf(parsed, found)),
        };
      });
    },
    async apply(actor, document, options) {
      const parsed = parseConfigDocument(document);
      // Shapes are looked at before anybody has to wait for this change, and what is wrong with them is said then.
      await inSnapshot((session) => diffConfig(kinds, parsed, options, session));
      try {
        const { version, result } = await changes.submit({
          context: actor,
          async plan(session, carrying) {
            const plan = await planApply(parsed, { kinds, options, context: actor, session, carrying });
            if (options.dryRun) throw new UndoneError(new DryRun(plan.result));
            return plan;
          },
        });
        return reportOf(parsed, result, { applied: true, dryRun: false, configVersion: version });
      } catch (error) {
        // Neither is a refusal: one has nothing to do, the other was asked to leave nothing.
        if (!(error instanceof NothingToApply || error instanceof DryRun)) throw error;
        const { dryRun } = options;
        const { baseVersion } = error.applied;
        const applied = { ...error.applied, secrets: [] };
        return reportOf(parsed, applied, { applied: false, dryRun, configVersion: baseVersion });
      }
    },
  };
}

function reportOf(
  document: ConfigDocument,
  { changes, baseVersion, secrets }: Applied,
  outcome: Pick<ApplyReport, "applied" | "dryRun" | "configVersion">,
): ApplyReport {
  const warnings = toldAs("warnings", warningsOf(document, changes));
  return { ...outcome, baseVersion, summary: summaryOf(changes), changes, secrets, ...warnings };
}
