import { randomId } from "@zerq/crypto/random";
import { AppError } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import type { ActorContext, Plan } from "../changes/change.ts";
import type { ChangeLog } from "../changes/change-log.ts";
import { type ListQuery, listResources, type Page } from "./list-resources.ts";
import { mergePatch } from "./merge-patch.ts";
import { refuseUnsupported } from "./not-supported.ts";
import { parseInput } from "./parse-input.ts";
import { refusePatch } from "./refuse-patch.ts";
import { objectId, type ResourceDocument } from "./resource-document.ts";
import { freeKey, refuseTakenKey } from "./resource-key.ts";
import type { ResourceKind } from "./resource-kind.ts";
import { planOf, toDocument, type Written } from "./resource-plan.ts";

export type Changed = {
  resource: Record<string, unknown>;
  revision: number;
  configVersion: number;
  /** Secrets that are shown in this answer and never again. */
  shown: Record<string, unknown>;
};

export type ResourceService = {
  type: string;
  create(context: ActorContext, body: unknown): Promise<Changed>;
  /**
   * PATCH (`merge`, RFC 7396) or PUT (`replace`).
   * @param ifMatch the revision that was changed
   * @param action what the audit calls it, `update` when not given
   */
  update(
    context: ActorContext,
    id: string,
    body: unknown,
    ifMatch: number | "any",
    mode: "merge" | "replace",
    action?: string,
  ): Promise<Changed>;
  remove(context: ActorContext, id: string, ifMatch: number | "any"): Promise<{ configVersion: number }>;
  get(id: string): Promise<Record<string, unknown>>;
  list(query: ListQuery): Promise<Page>;
};

/** The same life for every kind of resource: shape, references, revision, audit, projection, one transaction. */
export function createResourceService<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  changes: ChangeLog,
): ResourceService {
  async function submit(
    context: ActorContext,
    plan: (session: ClientSession) => Promise<Plan<Written<D>>>,
  ): Promise<Changed> {
    const { version: configVersion, result } = await changes.submit({ context, plan });
    const { document, shown } = result;
    if (document === null) return { resource: {}, revision: 0, configVersion, shown: {} };
    return { resource: await viewOf(kind, document), revision: document.revision, configVersion, shown };
  }

  return {
    type: kind.type,
    async create(context, body) {
      refuseUnsupported(body, kind.later);
      const input = parseInput(kind.input, body);
      const id = randomId();
      return submit(context, (session) => planCreation(kind, session, context.actor, { id, input, body }));
    },
    async update(context, id, body, ifMatch, mode, action = "update") {
      refuseUnsupported(body, kind.later);
      refusePatch(kind.input, body, mode);
      const change = { body, ifMatch, mode, action };
      return submit(context, (session) => planUpdate(kind, session, context.actor, id, change));
    },
    async remove(context, id, ifMatch) {
      const { configVersion } = await submit(context, (session) => planRemoval(kind, session, id, ifMatch));
      return { configVersion };
    },
    get: async (id) => viewOf(kind, await load(kind, id, null)),
    list: (query) => listResources(kind, query),
  };
}

async function viewOf<D extends ResourceDocument, I>(kind: ResourceKind<D, I>, document: D) {
  const view = kind.view(document);
  await kind.complete?.([view]);
  return view;
}

async function planCreation<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  session: ClientSession,
  actor: ActorContext["actor"],
  { id, input, body }: { id: string; input: I; body: unknown },
): Promise<Plan<Written<D>>> {
  const wanted = (input as { key?: string }).key;
  const key = wanted ?? (await freeKey(kind, input, session));
  if (wanted !== undefined) await refuseTakenKey(kind, wanted, session);
  const after = toDocument(kind, input, null, { id, key });
  return planWrite(kind, session, actor, { action: "create", body, before: null, after });
}

async function planUpdate<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  session: ClientSession,
  actor: ActorContext["actor"],
  id: string,
  change: { body: unknown; ifMatch: number | "any"; mode: "merge" | "replace"; action: string },
): Promise<Plan<Written<D>>> {
  const { body, ifMatch, mode, action } = change;
  const before = await load(kind, id, session);
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
  change: { action: string; body: unknown; before: D | null; after: D },
): Promise<Plan<Written<D>>> {
  const { before, after } = change;
  await kind.check(session, after, before, actor);
  const consequence = await kind.onWrite?.(session, after, before);
  return planOf(kind, change, await kind.project(session, after, before), consequence);
}

async function planRemoval<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  session: ClientSession,
  id: string,
  ifMatch: number | "any",
): Promise<Plan<Written<D>>> {
  const before = await load(kind, id, session);
  checkRevision(before.revision, ifMatch);
  const referrers = await kind.referrers(session, before);
  if (referrers.length > 0) {
    throw new AppError("referenced", {
      message: `The ${kind.type} is still referred to by ${referrers.slice(0, 5).join(", ")}.`,
      details: referrers.slice(0, 20).map((name) => ({ path: "", code: "referenced", message: name })),
    });
  }
  const consequence = await kind.onDelete?.(session, before);
  const change = { action: "delete", body: undefined, before, after: null };
  return planOf(kind, change, kind.unproject(before), consequence);
}

/** @throws AppError `not_found` */
async function load<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  id: string,
  session: ClientSession | null,
): Promise<D> {
  const document = await kind.model
    .findOne({ _id: objectId(id) } as never)
    .session(session)
    .lean<D>();
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
