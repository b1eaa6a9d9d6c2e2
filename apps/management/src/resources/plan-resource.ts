import { AppError } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import type { ActorContext, Plan } from "../changes/change.ts";
import { takeDocument } from "../changes/transaction-documents.ts";
import { mergePatch } from "./merge-patch.ts";
import { parseInput } from "./parse-input.ts";
import type { ResourceDocument } from "./resource-document.ts";
import { freeKey, refuseTakenKey } from "./resource-key.ts";
import type { ResourceKind } from "./resource-kind.ts";
import { planOf, toDocument, type Written } from "./resource-plan.ts";
import { findWidenings } from "./widenings/find-widenings.ts";

/**
 * Plans of what can happen to one resource, whoever asks for it: its own routes, a bulk operation, an applied document.
 * @param declared whether the resource comes from a document that names everything: then nothing else is created with it
 */
export async function planCreation<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  session: ClientSession,
  actor: ActorContext["actor"],
  { id, input, body, declared = false }: { id: string; input: I; body: unknown; declared?: boolean },
): Promise<Plan<Written<D>>> {
  const wanted = (input as { key?: string }).key;
  const key = wanted ?? (await freeKey(kind, input, session));
  if (wanted !== undefined) await refuseTakenKey(kind, wanted, session);
  const after = toDocument(kind, input, null, { id, key });
  return planWrite(kind, session, actor, { action: "create", body, before: null, after, declared });
}

export async function planUpdate<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  session: ClientSession,
  actor: ActorContext["actor"],
  id: string,
  change: { body: unknown; ifMatch: number | "any"; mode: "merge" | "replace"; action: string },
): Promise<Plan<Written<D>>> {
  const { body, ifMatch, mode, action } = change;
  const before = await loadResource(kind, id, session);
  checkRevision(before.revision, ifMatch);
  const whole = mode === "merge" ? patched(kind, before, body as Record<string, unknown>) : body;
  const input = parseInput(kind.input, whole);
  const key = (input as { key?: string }).key ?? before.key;
  refuseFixed(kind.fixed ?? [], kind.toInput(before), input as Record<string, unknown>);
  if (key !== before.key) await refuseTakenKey(kind, key, session);
  const after = toDocument(kind, input, before, { id, key });
  return planWrite(kind, session, actor, { action, body, before, after });
}

async function planWrite<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  session: ClientSession,
  actor: ActorContext["actor"],
  change: { action: string; body: unknown; before: D | null; after: D; declared?: boolean },
): Promise<Plan<Written<D>>> {
  const { before, after, declared = false } = change;
  await kind.check(session, after, before, actor);
  const isMade = before === null && !declared;
  const made = isMade ? await kind.onCreate?.(session, after) : undefined;
  const consequence = made ?? (await kind.onWrite?.(session, after));
  const widenings = await findWidenings(kind, session, { before, after });
  return planOf(kind, { ...change, widenings }, await kind.project(session, after, before), consequence);
}

export async function planRemoval<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  session: ClientSession,
  id: string,
  ifMatch: number | "any",
): Promise<Plan<Written<D>>> {
  const before = await loadResource(kind, id, session);
  checkRevision(before.revision, ifMatch);
  const referrers = await kind.referrers(session, before);
  if (referrers.length > 0) {
    throw new AppError("referenced", {
      message: `The ${kind.type} is still referred to by ${referrers.slice(0, 5).join(", ")}.`,
      details: referrers.slice(0, 20).map((name) => ({ path: "", code: "referenced", message: name })),
    });
  }
  const consequence = await kind.onDelete?.(session, before);
  const widenings = await findWidenings(kind, session, { before, after: null });
  const change = { action: "delete", body: undefined, before, after: null, widenings };
  return planOf(kind, change, kind.unproject(before), consequence);
}

/** @throws AppError `not_found` */
export async function loadResource<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  id: string,
  session: ClientSession | null,
): Promise<D> {
  const document = await takeDocument(kind.model, id, session);
  if (document === null) throw new AppError("not_found");
  return document;
}

/**
 * The resource with a patch merged into it. Members that are replaced as a whole are taken as they were sent: no old part
 * survives in them, and a null inside of them is a null.
 */
function patched<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  before: D,
  patch: Readonly<Record<string, unknown>>,
): unknown {
  const { replaced = [] } = kind;
  const names = typeof replaced === "function" ? replaced(patch) : replaced;
  const whole = names.filter((name) => Object.hasOwn(patch, name) && patch[name] !== null);
  const rest = Object.fromEntries(Object.entries(patch).filter(([name]) => !whole.includes(name)));
  const merged = mergePatch(kind.toInput(before), rest) as Record<string, unknown>;
  return { ...merged, ...Object.fromEntries(whole.map((name) => [name, patch[name]])) };
}

function checkRevision(revision: number, ifMatch: number | "any"): void {
  if (ifMatch !== "any" && ifMatch !== revision) throw new AppError("precondition_failed");
}

function refuseFixed(
  fields: readonly string[],
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): void {
  const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
  if (changed.length === 0) return;
  throw new AppError("validation_failed", {
    details: changed.map((path) => ({ path, code: "fixed", message: "can't be changed after creation" })),
  });
}
