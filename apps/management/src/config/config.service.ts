import type { ClientSession } from "mongoose";
import type { ActorContext } from "../changes/change.ts";
import type { ChangeLog } from "../changes/change-log.ts";
import { readHead } from "../changes/head.ts";
import type { ResourceContext } from "../resources/resource-kind.ts";
import { toldAs } from "../resources/widenings/warning.ts";
import type { ApplyOptions, DiffOptions } from "./apply-options.ts";
import { type ConfigDocument, parseConfigDocument } from "./config-document.schema.ts";
import { kindTable } from "./config-kinds.ts";
import { type ApplyReport, type DiffReport, summaryOf } from "./config-report.schema.ts";
import { diffConfig } from "./diff-config.ts";
import { warningsOf } from "./entry-warnings.ts";
import { type ExportOptions, exportConfig } from "./export-config.ts";
import { type Applied, planApply } from "./plan-apply.ts";
import { tryChange } from "./try-change.ts";
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
      const { dryRun } = options;
      const { result, ...outcome } = await tryChange(
        changes,
        {
          context: actor,
          plan: (session, carrying) =>
            planApply(parsed, { kinds, options, context: actor, session, carrying }),
        },
        dryRun,
      );
      const { secrets } = result;
      return reportOf(parsed, { ...result, secrets: outcome.applied ? secrets : [] }, { dryRun, ...outcome });
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
