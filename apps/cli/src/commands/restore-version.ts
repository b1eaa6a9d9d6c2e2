import type { components } from "@zerq/api-client/generated/management-api";
import type { ManagementClient } from "@zerq/api-client/management-client";
import { confirm } from "../config/confirm.ts";
import { openManagement } from "../config/open-management.ts";
import { painter } from "../config/paint.ts";
import type { ReasonOption } from "../config/reason-option.ts";
import { answerError } from "../config/refuse-answer.ts";
import { hasChanges, renderChanges } from "../config/render-changes.ts";
import { tellApplied } from "../config/tell-applied.ts";
import type { CliSettings } from "../env.ts";
import { refuseForeignAnswer } from "../whom-to-ask.ts";
import type { VersionOptions } from "./versions.ts";

export type RestoreOptions = VersionOptions &
  ReasonOption & {
    dryRun?: boolean;
    reactivate?: boolean;
    yes?: boolean;
    wait?: boolean;
  };
type Input = components["schemas"]["VersionRestoreInput"];
type Report = components["schemas"]["VersionRestore"];

/**
 * Shows what a restore would change, asks, and restores just that: with a change in between it is refused.
 * @throws CliError when management refuses it, or nobody is there to ask
 */
export async function restoreVersion(
  settings: CliSettings,
  version: string,
  options: RestoreOptions,
): Promise<void> {
  const { url, client } = await openManagement(settings, options, "modifier");
  const { reactivate = false, wait, json } = options;
  const asked = { reactivate };
  const tried = await send({ url, client, version }, { ...asked, dryRun: true });
  if (json !== true) console.log(renderChanges(tried.report, painter(process.stdout)));
  if (options.dryRun === true || !hasChanges(tried.report)) {
    console.log(json === true ? JSON.stringify(tried.report, null, 2) : notDone(tried.report, options));
    return;
  }
  if (options.yes !== true) {
    const unasked = "Nobody is there to ask. Say --yes to restore, or --dry-run to look.";
    await confirm(`Restore version ${version}?`, unasked);
  }
  const { baseVersion } = tried.report;
  const { report, response } = await send(
    { url, client, version, wait },
    { ...asked, baseVersion, dryRun: false },
  );
  const gateways = tellApplied(response);
  if (json === true) {
    console.log(JSON.stringify(report, null, 2));
    return;
  }
  console.log(`Version ${version} is restored as version ${report.configVersion}${gateways}.`);
}

type Call = { url: string; client: ManagementClient; version: string; wait?: boolean | undefined };

async function send({ url, client, version, wait }: Call, body: Input) {
  const query = wait === true ? { wait: "applied" as const } : {};
  const asked = client.POST("/versions/{version}/restore", { params: { path: { version }, query }, body });
  const { data, error, response } = await asked.catch(refuseForeignAnswer(url));
  if (data === undefined) throw answerError(url, response.status, error);
  return { report: data, response };
}

function notDone({ version, configVersion }: Report, { dryRun }: RestoreOptions): string {
  if (dryRun === true) return "Tried only: nothing was changed.";
  return `Nothing to restore: version ${configVersion} is what version ${version} was, but for what doesn't come back.`;
}
