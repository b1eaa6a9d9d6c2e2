import { randomId } from "@zerq/crypto/random";
import { AppError } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import type { ActorContext, AuditDraft, Carrying, Plan } from "../changes/change.ts";
import type { ChangeLog } from "../changes/change-log.ts";
import type { CollectionDocument } from "../resources/collections/collection.model.ts";
import { collectionKind } from "../resources/collections/collection.service.ts";
import { CompoundChange } from "../resources/compound-change.ts";
import { parseInput } from "../resources/parse-input.ts";
import { planCreation, planRemoval, planUpdate } from "../resources/plan-resource.ts";
import type { ProxyDocument } from "../resources/proxies/proxy.model.ts";
import { proxyKind } from "../resources/proxies/proxy.service.ts";
import { refuseReservedPath } from "../resources/reserved-paths.ts";
import { objectId } from "../resources/resource-document.ts";
import type { ResourceContext } from "../resources/resource-kind.ts";
import { atPath, toldAs, type Warning } from "../resources/widenings/warning.ts";
import type { ImportInput, ImportPreview, ImportReport } from "./import.schema.ts";
import { type Kinds, previewWarnings } from "./import-warnings.ts";
import { type ImportPlan, type Present, planImport, type Step } from "./plan-import.ts";

export type ImportService = {
  preview(input: ImportInput): Promise<ImportPreview>;
  /** @throws AppError when any part is refused: then nothing of it is made */
  import(context: ActorContext, input: ImportInput): Promise<{ report: ImportReport; configVersion: number }>;
};

type Made = {
  collection: CollectionDocument;
  proxies: ImportReport["proxies"];
  /** Each with its place in the report. */
  warnings: Warning[];
};

/** OpenAPI documents as collections and proxies: `docs/openapi.md`. */
export function createImportService(context: ResourceContext, changes: ChangeLog): ImportService {
  const kinds: Kinds = { collections: collectionKind(context), proxies: proxyKind(context) };

  async function plan(input: ImportInput) {
    const present = await presentOf(kinds, input.collectionId);
    const made = await planImport(kinds.proxies, input, present);
    const { basePath } = present?.collection ?? made.collection;
    return {
      present,
      plan: { ...made, steps: made.steps.filter((step) => isReachable(step, basePath, made)) },
    };
  }

  return {
    async preview(input) {
      const { present, plan: planned } = await plan(input);
      const warnings = await previewWarnings(kinds, planned, present);
      return { ...previewOf(planned, present), ...toldAs("warnings", warnings) };
    },
    async import(actor, input) {
      const { present, plan: planned } = await plan(input);
      const collectionBody =
        present === undefined ? parseInput(kinds.collections.input, planned.collection) : undefined;
      const { version, result } = await changes.submit({
        context: actor,
        plan: (session, carrying) =>
          carryOut({ kinds, planned, present, collectionBody, input, actor, session, carrying }),
      });
      return { configVersion: version, report: reportOf(kinds, planned, result) };
    },
  };
}

/** @throws AppError `validation_failed` when the id names nothing */
async function presentOf(kinds: Kinds, id: string | undefined): Promise<Present | undefined> {
  if (id === undefined) return undefined;
  const collection = await kinds.collections.model.findOne({ _id: objectId(id) }).lean<CollectionDocument>();
  if (collection === null) {
    const message = "names nothing that exists";
    throw new AppError("validation_failed", {
      details: [{ path: "collectionId", code: "unknown_reference", message }],
    });
  }
  const proxies = await kinds.proxies.model
    .find({ collectionId: id })
    .sort({ _id: 1 })
    .lean<ProxyDocument[]>();
  return { collection, proxies };
}

/** What no request would ever reach is left out; a creation by hand would be refused. */
function isReachable(step: Step, basePath: string, { problems }: ImportPlan): boolean {
  if (step.action !== "create") return true;
  const { path, pointer } = step.operation;
  try {
    refuseReservedPath(basePath === "/" ? path : basePath + path, "path");
    return true;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push({ pointer, code: "operation_left_out", message: "the path is the gateway's own" });
    return false;
  }
}

type Run = {
  kinds: Kinds;
  planned: ImportPlan;
  present: Present | undefined;
  collectionBody: ReturnType<Kinds["collections"]["input"]["parse"]> | undefined;
  input: ImportInput;
  actor: ActorContext;
  session: ClientSession;
  carrying: Carrying;
};

async function carryOut(run: Run): Promise<Plan<Made>> {
  const { kinds, planned, present, input, session } = run;
  const { actor } = run.actor;
  const compound = new CompoundChange(run.carrying);
  const warnings: Warning[] = [];
  const collection = present?.collection ?? (await makeCollection(run, compound, warnings));
  const collectionId = collection._id.toHexString();
  const made: Made["proxies"] = [];
  for (const step of planned.steps) {
    const { operation } = step;
    const proxy =
      step.action === "create"
        ? await compound.add(
            await planCreation(kinds.proxies, session, actor, {
              id: randomId(),
              input: { ...step.input, collectionId },
              body: { importedFrom: operation.operation },
            }),
          )
        : step.action === "update"
          ? await compound.add(
              await planUpdate(kinds.proxies, session, actor, step.proxy._id.toHexString(), {
                body: step.patch,
                ifMatch: step.proxy.revision,
                mode: "merge",
                action: "update",
              }),
            )
          : { document: step.proxy, warnings: [] };
    warnings.push(...proxy.warnings.map((warning) => atPath(`proxies.${made.length}`, warning)));
    if (proxy.document !== null) made.push({ ...nameOf(proxy.document), operation: operation.operation });
  }
  for (const proxy of planned.gone) await endGone(run, compound, proxy);
  return compound.finish({ collection, proxies: made, warnings }, summaryOf(collection, planned, input));
}

async function makeCollection(
  run: Run,
  compound: CompoundChange,
  warnings: Warning[],
): Promise<CollectionDocument> {
  const { kinds, collectionBody, session } = run;
  if (collectionBody === undefined) throw new Error("an import without a collection");
  const making = { id: randomId(), input: collectionBody, body: run.planned.collection };
  const { document, warnings: own } = await compound.add(
    await planCreation(kinds.collections, session, run.actor.actor, making),
  );
  warnings.push(...own.map((warning) => atPath("collection", warning)));
  return document as CollectionDocument;
}

async function endGone(
  { kinds, input, session, actor }: Run,
  compound: CompoundChange,
  proxy: ProxyDocument,
) {
  const id = proxy._id.toHexString();
  if (input.gone === "delete")
    await compound.add(await planRemoval(kinds.proxies, session, id, proxy.revision));
  if (input.gone === "draft" && proxy.status !== "draft") {
    const change = {
      body: { status: "draft" },
      ifMatch: proxy.revision,
      mode: "merge" as const,
      action: "unpublish",
    };
    await compound.add(await planUpdate(kinds.proxies, session, actor.actor, id, change));
  }
}

/** The entry before those of the resources: what was imported, without the document itself. */
function summaryOf(collection: CollectionDocument, planned: ImportPlan, input: ImportInput): AuditDraft {
  const { document: _document, ...options } = input;
  return {
    action: "collection.import",
    resource: { type: "collection", id: collection._id.toHexString(), key: collection.key },
    body: { ...options, openapi: planned.imported.version, title: planned.imported.title },
    before: null,
    after: countsOf(planned),
  };
}

const nameOf = ({ _id, key }: ProxyDocument) => ({ id: _id.toHexString(), key });

function countsOf({ steps, gone }: ImportPlan) {
  const count = (action: Step["action"]) => steps.filter((step) => step.action === action).length;
  return {
    created: count("create"),
    updated: count("update"),
    unchanged: count("unchanged"),
    gone: gone.length,
  };
}

function problemsOf({ imported, problems }: ImportPlan): Pick<ImportReport, "problems" | "problemCounts"> {
  const counts: Record<string, number> = { ...imported.problemCounts };
  for (const { code } of problems) counts[code] = (counts[code] ?? 0) + 1;
  return { problems: [...imported.problems, ...problems], problemCounts: counts };
}

function previewOf(planned: ImportPlan, present: Present | undefined): ImportPreview {
  const { name, basePath, targetEndpoint } = present?.collection ?? planned.collection;
  return {
    openapi: planned.imported.version,
    servers: planned.imported.servers,
    collection: {
      id: present?.collection._id.toHexString() ?? null,
      name: String(name),
      basePath,
      targetEndpoint,
    },
    operations: planned.steps.map((step) => ({
      operation: step.operation.operation,
      pointer: step.operation.pointer,
      tags: step.operation.tags,
      action: step.action,
      proxy: step.action === "create" ? null : nameOf(step.proxy),
      changed: step.action === "update" ? Object.keys(step.patch) : [],
    })),
    gone: planned.gone.map((proxy) => ({ ...nameOf(proxy), methods: proxy.methods, path: proxy.path })),
    ...problemsOf(planned),
  };
}

function reportOf(kinds: Kinds, planned: ImportPlan, { collection, proxies, warnings }: Made): ImportReport {
  return {
    collection: kinds.collections.view(collection) as ImportReport["collection"],
    ...countsOf(planned),
    proxies,
    ...problemsOf(planned),
    ...toldAs("warnings", warnings),
  };
}
