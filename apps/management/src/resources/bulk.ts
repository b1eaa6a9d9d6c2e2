import { AppError } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import { z } from "zod";
import type { ActorContext, Plan } from "../changes/change.ts";
import type { ChangeLog } from "../changes/change-log.ts";
import { CompoundChange } from "./compound-change.ts";
import { commonInput, id, status } from "./fields.ts";
import { planRemoval, planUpdate } from "./plan-resource.ts";
import { readingOf } from "./references.ts";
import { refusePatch } from "./refuse-patch.ts";
import type { ResourceDocument } from "./resource-document.ts";
import type { ResourceKind } from "./resource-kind.ts";
import type { Written } from "./resource-plan.ts";
import { atPath, type Warning } from "./widenings/warning.ts";

const which = {
  ids: z
    .array(id)
    .min(1)
    .max(500)
    .refine((list) => new Set(list).size === list.length, "must not name a resource twice"),
  /** Revisions that were looked at, by id: a resource that has changed since is refused. */
  revisions: z.record(id, z.int().min(1)).default({}),
};

const labelNames = commonInput.labels.unwrap();

/** One thing done to many resources of a kind. A label of null is taken away, as in a patch. */
export const bulkInput = z.discriminatedUnion("action", [
  z.strictObject({ ...which, action: z.literal("status"), status }),
  z.strictObject({
    ...which,
    action: z.literal("labels"),
    labels: z
      .record(z.string(), z.string().nullable())
      .refine((labels) => Object.keys(labels).length > 0, "at least one label")
      .refine(
        (labels) =>
          labelNames.safeParse(Object.fromEntries(Object.keys(labels).map((name) => [name, ""]))).success,
        "has a name that is none of a label",
      ),
  }),
  z.strictObject({ ...which, action: z.literal("delete") }),
]);

export type BulkInput = z.infer<typeof bulkInput>;
export type BulkChanged = {
  items: Record<string, unknown>[];
  changed: number;
  configVersion: number;
  /** What they open, each with its place in `ids`. */
  warnings: readonly Warning[];
};

/**
 * All of it as one version with an audit entry for each resource, or nothing of it.
 * @throws AppError when any of the resources refuses it, with its place in `ids`
 */
export async function carryOutBulk<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  changes: ChangeLog,
  context: ActorContext,
  input: BulkInput,
): Promise<BulkChanged> {
  if (input.action !== "delete") refusePatch(kind.input, patchOf(input), "merge");
  const { version, result } = await changes.submit({
    context,
    reads: input.ids.map((id) => readingOf(kind.model, id, kind.leadsTo)),
    async plan(session, carrying) {
      const compound = new CompoundChange(carrying);
      const items: Record<string, unknown>[] = [];
      const warnings: Warning[] = [];
      const waiting: Plan<Written<D>>[] = [];
      for (const [index, id] of input.ids.entries()) {
        try {
          const plan = await planOne(kind, session, context, id, input);
          const { document } = plan.result;
          if (document !== null) items.push(kind.view(document));
          warnings.push(...plan.result.warnings.map((warning) => atPath(`ids.${index}`, warning)));
          waiting.push(plan);
          if (!isOwnAlone(kind, plan)) await compound.addAll(waiting.splice(0));
        } catch (error) {
          throw atIndex(index, error);
        }
      }
      if (waiting.length > 0) await compound.addAll(waiting);
      return compound.finish({ items, warnings });
    },
  });
  const { items, warnings } = result;
  await kind.complete?.(items);
  return { items, changed: input.ids.length, configVersion: version, warnings };
}

/**
 * Whether a plan only gives one resource another status or labels. What more than that is done, such as pinning a credential or
 * deleting, the next one's checks have to see; and where they look at what is beside a resource, each has to see the others.
 */
function isOwnAlone<D extends ResourceDocument, I>(
  { widenings }: ResourceKind<D, I>,
  { writes, result }: Plan<Written<D>>,
): boolean {
  return widenings === undefined && writes.length === 1 && result.document !== null;
}

function planOne<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  session: ClientSession,
  { actor }: ActorContext,
  id: string,
  input: BulkInput,
): Promise<Plan<Written<D>>> {
  const ifMatch = input.revisions[id] ?? "any";
  if (input.action === "delete") return planRemoval(kind, session, id, ifMatch);
  const change = { body: patchOf(input), ifMatch, mode: "merge", action: actionOf(input) } as const;
  return planUpdate(kind, session, actor, id, change);
}

type BulkPatch = Exclude<BulkInput, { action: "delete" }>;

function patchOf(input: BulkPatch): object {
  return input.action === "status" ? { status: input.status } : { labels: input.labels };
}

function actionOf(input: BulkPatch): string {
  if (input.action === "labels") return "update";
  return input.status === "published" ? "publish" : "unpublish";
}

function atIndex(index: number, error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const { code, message, details = [{ path: "", code, message }] } = error;
  const path = `ids.${index}`;
  return new AppError(code, {
    message,
    details: details.map((detail) => ({
      ...detail,
      path: detail.path === "" ? path : `${path}.${detail.path}`,
    })),
  });
}
