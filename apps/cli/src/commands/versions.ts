import { type ConnectionOptions, openManagement } from "../config/open-management.ts";
import { painter } from "../config/paint.ts";
import { answerError } from "../config/refuse-answer.ts";
import { renderVersion, renderVersionDiff, renderVersions } from "../config/render-versions.ts";
import type { CliSettings } from "../env.ts";
import { refuseForeignAnswer } from "../whom-to-ask.ts";

export type VersionOptions = ConnectionOptions & { json?: boolean };
export type ListOptions = VersionOptions & { limit: string; actor?: string };

/** Prints the newest versions. @throws CliError when management doesn't say */
export async function listVersions(settings: CliSettings, options: ListOptions): Promise<void> {
  const { url, client } = await openManagement(settings, options, "viewer");
  const { limit, actor } = options;
  const query = { limit, ...(actor !== undefined && { actor }) };
  const asked = client.GET("/versions", { params: { query } });
  const { data, error, response } = await asked.catch(refuseForeignAnswer(url));
  if (data === undefined) throw answerError(url, response.status, error);
  print(options, data, () => renderVersions(data.items));
}

/** Prints one version. @throws CliError when there is none */
export async function showVersion(
  settings: CliSettings,
  version: string,
  options: VersionOptions,
): Promise<void> {
  const { url, client } = await openManagement(settings, options, "viewer");
  const asked = client.GET("/versions/{version}", { params: { path: { version } } });
  const { data, error, response } = await asked.catch(refuseForeignAnswer(url));
  if (data === undefined) throw answerError(url, response.status, error);
  print(options, data, () => renderVersion(data));
}

/** Prints what differs between two versions. @throws CliError when there is one of them missing, or they are too far apart */
export async function diffVersions(
  settings: CliSettings,
  { from, to }: { from: string; to: string },
  options: VersionOptions,
): Promise<void> {
  const { url, client } = await openManagement(settings, options, "viewer");
  const asked = client.GET("/versions/{version}/diff", {
    params: { path: { version: to }, query: { from } },
  });
  const { data, error, response } = await asked.catch(refuseForeignAnswer(url));
  if (data === undefined) throw answerError(url, response.status, error);
  print(options, data, () => renderVersionDiff(data, painter(process.stdout)));
}

function print({ json }: VersionOptions, data: unknown, render: () => string): void {
  console.log(json === true ? JSON.stringify(data, null, 2) : render());
}
