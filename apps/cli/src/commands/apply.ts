import { openManagement } from "../config/open-management.ts";
import { painter } from "../config/paint.ts";
import { readDocuments } from "../config/read-documents.ts";
import type { ReasonOption } from "../config/reason-option.ts";
import { answerError } from "../config/refuse-answer.ts";
import { renderChanges } from "../config/render-changes.ts";
import { flags, type ScopeOptions, scopeQuery } from "../config/scope-options.ts";
import { tellApplied } from "../config/tell-applied.ts";
import type { CliSettings } from "../env.ts";
import { refuseForeignAnswer } from "../whom-to-ask.ts";

export type ApplyOptions = ScopeOptions &
  ReasonOption & {
    dryRun?: boolean;
    force?: boolean;
    issueTokens?: boolean;
    baseVersion?: string;
    wait?: boolean;
    json?: boolean;
  };

/** Makes config what a document says: all of it, or nothing. @throws CliError */
export async function applyConfig(
  settings: CliSettings,
  paths: readonly string[],
  options: ApplyOptions,
): Promise<void> {
  const document = await readDocuments(paths);
  const { url, client } = await openManagement(settings, options, "modifier");
  const { dryRun, force, issueTokens, baseVersion } = options;
  const query = {
    ...scopeQuery(options),
    ...flags({ dryRun, force, issueTokens }),
    ...(baseVersion !== undefined && { baseVersion }),
    ...(options.wait === true && { wait: "applied" as const }),
  };
  const asked = client.POST("/config/apply", { body: document as never, params: { query } });
  const { data, error, response } = await asked.catch(refuseForeignAnswer(url));
  if (data === undefined) throw answerError(url, response.status, error);
  const gateways = tellApplied(response);
  if (options.json === true) {
    console.log(JSON.stringify(data, null, 2));
    return;
  }
  console.log(renderChanges(data, painter(process.stdout)));
  for (const { key, token, secret } of data.secrets ?? [])
    console.log(`${key}: ${token ?? secret} (shown this once)`);
  console.log(`${outcome(data)}${gateways}.`);
}

function outcome({
  applied,
  dryRun,
  configVersion,
}: {
  applied: boolean;
  dryRun: boolean;
  configVersion: number;
}) {
  if (dryRun) return "Tried only: nothing was changed";
  return applied ? `Applied as version ${configVersion}` : `Nothing to change at version ${configVersion}`;
}
