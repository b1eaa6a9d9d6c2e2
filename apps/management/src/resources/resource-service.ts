import { randomId } from "@zerq/crypto/random";
import type { ClientSession } from "mongoose";
import type { ActorContext, Plan } from "../changes/change.ts";
import type { ChangeLog } from "../changes/change-log.ts";
import { type BulkChanged, type BulkInput, carryOutBulk } from "./bulk.ts";
import { type ListQuery, listResources, type Page } from "./list-resources.ts";
import { refuseUnsupported } from "./not-supported.ts";
import { parseInput } from "./parse-input.ts";
import { loadResource, planCreation, planRemoval, planUpdate } from "./plan-resource.ts";
import { readingOf } from "./references.ts";
import { refusePatch } from "./refuse-patch.ts";
import type { ResourceDocument } from "./resource-document.ts";
import type { ResourceKind } from "./resource-kind.ts";
import type { Written } from "./resource-plan.ts";
import type { Warning } from "./widenings/warning.ts";

export type Changed = {
  resource: Record<string, unknown>;
  revision: number;
  configVersion: number;
  /** Secrets that are shown in this answer and never again. */
  shown: Record<string, unknown>;
  /** What the change opens. */
  warnings: readonly Warning[];
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
  /** One thing done to many, all or none. */
  bulk(context: ActorContext, input: BulkInput): Promise<BulkChanged>;
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
    id?: string,
  ): Promise<Changed> {
    const reads = id === undefined ? [] : [readingOf(kind.model, id, kind.leadsTo)];
    const { version: configVersion, result } = await changes.submit({ context, reads, plan });
    const { document, shown, warnings } = result;
    if (document === null) return { resource: {}, revision: 0, configVersion, shown: {}, warnings };
    const { revision } = document;
    return { resource: await viewOf(kind, document), revision, configVersion, shown, warnings };
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
      return submit(context, (session) => planUpdate(kind, session, context.actor, id, change), id);
    },
    async remove(context, id, ifMatch) {
      const { configVersion } = await submit(
        context,
        (session) => planRemoval(kind, session, id, ifMatch),
        id,
      );
      return { configVersion };
    },
    bulk: (context, input) => carryOutBulk(kind, changes, context, input),
    get: async (id) => viewOf(kind, await loadResource(kind, id, null)),
    list: (query) => listResources(kind, query),
  };
}

async function viewOf<D extends ResourceDocument, I>(kind: ResourceKind<D, I>, document: D) {
  const view = kind.view(document);
  await kind.complete?.([view]);
  return view;
}
