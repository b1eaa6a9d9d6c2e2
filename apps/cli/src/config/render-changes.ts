import type { components } from "@zerq/api-client/generated/management-api";
import type { Colour, Paint } from "./paint.ts";

export type Report = components["schemas"]["ConfigDiff"];
type ConfigChange = Report["changes"][number];
/** A change of an apply, or of a restore, which can't bring back some things and has no word to force it. */
type Change = Omit<ConfigChange, "kind"> & { kind: string; lost?: ConfigChange["heldBack"] };
type Changes = Omit<Report, "changes"> & { changes: Change[] };
type Action = Change["action"];

const looks: Readonly<Record<Action, { sign: string; colour: Colour }>> = {
  create: { sign: "+", colour: "green" },
  update: { sign: "~", colour: "yellow" },
  delete: { sign: "-", colour: "red" },
  unchanged: { sign: "=", colour: "dim" },
};

/** A report for people: what changes, field by field, then a line of sums. What doesn't change is only counted. */
export function renderChanges(report: Changes, paint: Paint): string {
  const told = report.changes.filter(
    ({ action, heldBack, lost = [] }) => action !== "unchanged" || heldBack.length + lost.length > 0,
  );
  return [...told.flatMap((change) => renderChange(change, paint)), sums(report)].join("\n");
}

export function hasChanges({ changes }: Pick<Changes, "changes">): boolean {
  return changes.some(({ action }) => action !== "unchanged");
}

/** What happens to a resource, then each field: of one that is deleted, none. */
export function renderFields(
  { action, kind, key, fields }: Pick<Change, "action" | "kind" | "key" | "fields">,
  paint: Paint,
): string[] {
  const { sign, colour } = looks[action];
  return [
    paint(colour, `${sign} ${kind} ${key}`),
    ...(action === "delete" ? [] : fields).flatMap(({ path, before, after }) => [
      ...(before === undefined ? [] : [paint("red", `    - ${path}: ${JSON.stringify(before)}`)]),
      ...(after === undefined ? [] : [paint("green", `    + ${path}: ${JSON.stringify(after)}`)]),
    ]),
  ];
}

function renderChange(change: Change, paint: Paint): string[] {
  return [
    ...renderFields(change, paint),
    ...change.cascade.map((key) => paint("red", `    - with it: ${key}`)),
    ...change.widenings.map(({ path, message }) =>
      paint("bold", `    ! ${[path, message].join(" ").trim()}`),
    ),
    ...change.heldBack.map(({ path, message }) => paint("bold", `    # ${path} ${message} (--reactivate)`)),
    ...(change.lost ?? []).map(({ path, message }) => paint("bold", `    # ${path} ${message}`)),
    ...(change.foreign === null
      ? []
      : [paint("bold", `    ! is kept by ${change.foreign}${forced(change)}`)]),
  ];
}

function forced({ lost }: Change): string {
  return lost === undefined ? " (--force)" : ", who may undo this";
}

function sums({ summary }: Changes): string {
  const { create, update, delete: gone, unchanged } = summary;
  return `${create} to create, ${update} to update, ${gone} to delete, ${unchanged} unchanged`;
}
