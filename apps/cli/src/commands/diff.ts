import { openManagement } from "../config/open-management.ts";
import { painter } from "../config/paint.ts";
import { readDocuments } from "../config/read-documents.ts";
import { answerError } from "../config/refuse-answer.ts";
import { hasChanges, renderChanges } from "../config/render-changes.ts";
import { type ScopeOptions, scopeQuery } from "../config/scope-options.ts";
import type { CliSettings } from "../env.ts";
import { refuseForeignAnswer } from "../whom-to-ask.ts";

export type DiffOptions = ScopeOptions & { json?: boolean };

/** As `diff` and `git diff --exit-code` have it, but for the number: 1 is a failure of the command. */
const CHANGES_EXIT_CODE = 2;

/** Says what a document would change; ends with 2 when that is something. @throws CliError */
export async function diffConfig(
  settings: CliSettings,
  paths: readonly string[],
  options: DiffOptions,
): Promise<void> {
  const document = await readDocuments(paths);
  const { url, client } = await openManagement(settings, options, "viewer");
  const asked = client.POST("/config/diff", {
    body: document as never,
    params: { query: scopeQuery(options) },
  });
  const { data, error, response } = await asked.catch(refuseForeignAnswer(url));
  if (data === undefined) throw answerError(url, response.status, error);
  console.log(
    options.json === true ? JSON.stringify(data, null, 2) : renderChanges(data, painter(process.stdout)),
  );
  if (hasChanges(data)) process.exitCode = CHANGES_EXIT_CODE;
}
