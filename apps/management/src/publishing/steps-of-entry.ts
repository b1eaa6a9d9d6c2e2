import type { AuditContent } from "../audit/audit.model.ts";
import { secretNames } from "../resources/credentials/credential-types.ts";
import type { Body, ChangeFold, PartStep, WholeStep } from "./change-fold.ts";

type Content = Pick<AuditContent, "action" | "resource" | "body" | "before" | "after">;

/** Entries whose `after` is a report of what was done, and no resource. */
const reports: ReadonlySet<string> = new Set([
  "config.apply",
  "config.restore",
  "collection.import",
  "credential.test",
]);

/** What is in the audit and is no config: keys have a history of their own, an epoch never goes back, and views of bodies change nothing. */
const otherTypes: ReadonlySet<string> = new Set(["keys", "epoch", "request-log"]);

/** What an entry says beside the resource's own fields. */
const notes = [
  "deletedProfiles",
  "deletedProfileIds",
  "deletedProxies",
  "deletedProxyIds",
  "defaultProfile",
  "pinnedCredential",
  "flagged",
] as const;

/** Adds what an audit entry says was done, to its own resource and to others. */
export function foldEntry(fold: ChangeFold, content: Content): void {
  const { action, resource, body } = content;
  if (reports.has(action) || otherTypes.has(resource.type)) return;
  const [before, after] = [bodyOf(content.before), bodyOf(content.after)];
  if (before === null && after === null) return;
  const key = resource.key;
  fold.whole({
    type: resource.type,
    id: resource.id,
    before: before && { key, ...withoutNotes(before) },
    after: after && { key, ...withoutNotes(after) },
    replaced: resource.type === "credential" && before !== null ? enteredSecrets(body) : [],
  });
  for (const step of goneWith(resource.id, before, after)) fold.part(step);
  for (const step of madeWith(after)) fold.whole(step);
  for (const step of pinnedWith(after)) fold.part(step);
}

/** @param parent the id of what they went with */
function goneWith(parent: string, before: Body | null, after: Body | null): PartStep[] {
  if (before === null || after !== null) return [];
  const gone = (type: string, keys: unknown, ids: unknown): PartStep[] => {
    if (!Array.isArray(keys)) return [];
    // Entries of before ids were noted have the keys alone.
    const idAt = (index: number) => (Array.isArray(ids) ? { id: String(ids[index]) } : {});
    return keys.map((key, index) => ({
      type,
      key: String(key),
      ...idAt(index),
      parent,
      before: {},
      after: null,
    }));
  };
  return [
    ...gone("profile", before["deletedProfiles"], before["deletedProfileIds"]),
    ...gone("proxy", before["deletedProxies"], before["deletedProxyIds"]),
  ];
}

/** The token profile that comes with a client. */
function madeWith(after: Body | null): WholeStep[] {
  const made = bodyOf(after?.["defaultProfile"]);
  if (made === null) return [];
  return [{ type: "profile", id: String(made["id"]), before: null, after: made, replaced: [] }];
}

/** A credential without origins is held to those of the first upstream that uses it. */
function pinnedWith(after: Body | null): PartStep[] {
  const pinned = bodyOf(after?.["pinnedCredential"]);
  if (pinned === null) return [];
  const { key, origins } = pinned;
  return [{ type: "credential", key: String(key), before: { origins: [] }, after: { origins } }];
}

/** Written secrets are fingerprints in the audit; one that is only referred to shows in the credential itself. */
function enteredSecrets(body: unknown): string[] {
  const sent = bodyOf(body) ?? {};
  return secretNames.filter((name) => bodyOf(sent[name])?.["fingerprint"] !== undefined);
}

function withoutNotes(body: Body): Body {
  const fields = { ...body };
  for (const name of notes) delete fields[name];
  return fields;
}

function bodyOf(value: unknown): Body | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Body) : null;
}
