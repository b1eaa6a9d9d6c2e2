import type { components } from "@zerq/api-client/generated/management-api";
import { table } from "../table.ts";
import type { Paint } from "./paint.ts";
import { renderFields } from "./render-changes.ts";

type Version = components["schemas"]["Version"];
type Versions = components["schemas"]["VersionList"]["items"];
type VersionDiff = components["schemas"]["VersionDiff"];

/** A line for each version. */
export function renderVersions(versions: Versions): string {
  const rows = versions.map(({ version, time, actor, action, resource, reason }) => [
    String(version),
    time,
    actor.name,
    action,
    resource.key,
    reason ?? "",
  ]);
  return table([["VERSION", "TIME", "ACTOR", "ACTION", "KEY", "REASON"], ...rows]).join("\n");
}

/** What is known of a version, one thing a line. */
export function renderVersion(version: Version): string {
  const { auditSequence, lastAuditSequence, actor, action, resource, reason } = version;
  const audited = auditSequence === lastAuditSequence ? "" : ` to ${lastAuditSequence}`;
  return table([
    ["Version", String(version.version)],
    ["Time", version.time],
    ["Actor", `${actor.name} (${actor.subject})`],
    ["Action", `${action} ${resource.type} ${resource.key}`],
    ["Reason", reason ?? "none given"],
    ["Change", version.changeId],
    ["Audit", `${auditSequence}${audited}`],
  ]).join("\n");
}

/** What differs, field by field, then who made the versions in between. */
export function renderVersionDiff(
  { from, to, changes, summary, versions }: VersionDiff,
  paint: Paint,
): string {
  const makers = versions.map(({ version, time, actor, action, reason }) => [
    `  ${version}`,
    time,
    actor.name,
    action,
    reason ?? "",
  ]);
  return [
    ...changes.flatMap((change) => renderFields(change, paint)),
    `From version ${from} to ${to}: ${summary.create} added, ${summary.update} changed, ${summary.delete} removed`,
    ...table(makers),
  ].join("\n");
}
