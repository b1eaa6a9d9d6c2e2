import { AppError } from "@zerq/errors/app-error";
import { type Imported, importDocument } from "@zerq/openapi/import/import-document";
import type { ImportedOperation } from "@zerq/openapi/import/import-operation";
import type { Problem } from "@zerq/openapi/import/problems";
import type { CollectionDocument } from "../resources/collections/collection.model.ts";
import type { ProxyDocument } from "../resources/proxies/proxy.model.ts";
import type { ProxyInput } from "../resources/proxies/proxy.schema.ts";
import { objectId } from "../resources/resource-document.ts";
import type { ResourceKind } from "../resources/resource-kind.ts";
import { slugOf } from "../resources/slug.ts";
import { acceptable } from "./acceptable.ts";
import type { ImportInput } from "./import.schema.ts";
import { changesOf, matchProxy, namedAs } from "./match-proxy.ts";

/** Most operations of one import: each is a resource with its audit entry, and all of them are one transaction. */
const MOST_OPERATIONS = 1_000;

export type Step =
  | { action: "create"; operation: ImportedOperation; input: ProxyInput }
  | { action: "update"; operation: ImportedOperation; proxy: ProxyDocument; patch: Record<string, unknown> }
  | { action: "unchanged"; operation: ImportedOperation; proxy: ProxyDocument };

export type ImportPlan = {
  imported: Imported;
  /** Everything that a new collection is made of, in the form of its input. */
  collection: Record<string, unknown> & { basePath: string; targetEndpoint: string | null };
  steps: Step[];
  gone: ProxyDocument[];
  problems: Problem[];
};

/** A collection that is there, with its proxies. */
export type Present = { collection: CollectionDocument; proxies: ProxyDocument[] };

/** What an import would do. Nothing is read from the database and nothing is written. */
export async function planImport(
  kind: ResourceKind<ProxyDocument, ProxyInput>,
  input: ImportInput,
  present: Present | undefined,
): Promise<ImportPlan> {
  const imported = await importDocument(input.document, { isWanted: choiceOf(input) });
  if (imported.operations.length > MOST_OPERATIONS) throw tooMany(imported.operations.length);
  const problems: Problem[] = [];
  const steps: Step[] = [];
  const taken = new Set<ProxyDocument>();
  for (const operation of imported.operations) {
    const proxy = matchProxy(operation, present?.proxies ?? []);
    // Compiling schemas takes a while: others may be answered in between.
    await new Promise((resolve) => setImmediate(resolve));
    if (proxy !== undefined) {
      // A proxy of several methods is described by the first of its operations.
      const step = taken.has(proxy)
        ? { action: "unchanged" as const, operation, proxy }
        : changeOf(kind, operation, proxy, problems);
      taken.add(proxy);
      steps.push(step);
      continue;
    }
    const made = acceptable(kind.input, inputOf(operation, input, present), operation.pointer, problems);
    if (made !== undefined) steps.push({ action: "create", operation, input: made });
  }
  const isWhole = input.operations === undefined && input.tags === undefined;
  const gone = isWhole ? (present?.proxies ?? []).filter((proxy) => !taken.has(proxy)) : [];
  return { imported, collection: collectionOf(imported, input), steps, gone, problems };
}

function changeOf(
  kind: ResourceKind<ProxyDocument, ProxyInput>,
  operation: ImportedOperation,
  proxy: ProxyDocument,
  problems: Problem[],
): Step {
  const stored = kind.toInput(proxy);
  const patch = changesOf(namedAs(operation, proxy.path), stored);
  const isSame = Object.keys(patch).length === 0;
  if (isSame || acceptable(kind.input, { ...stored, ...patch }, operation.pointer, problems) === undefined)
    return { action: "unchanged", operation, proxy };
  return { action: "update", operation, proxy, patch };
}

function choiceOf({ operations, tags }: ImportInput) {
  const names = operations === undefined ? undefined : new Set(operations);
  const wanted = tags === undefined ? undefined : new Set(tags);
  return (name: string, own: readonly string[]) =>
    (names === undefined || names.has(name)) && (wanted === undefined || own.some((tag) => wanted.has(tag)));
}

function inputOf(
  operation: ImportedOperation,
  { status }: ImportInput,
  present: Present | undefined,
): Record<string, unknown> {
  const { name, description, method, path, params, deprecated, sunset } = operation;
  const { requestSchema, responseSchema, requestExample, responseExample } = operation;
  return {
    // Replaced by the id of the collection that is made with it.
    collectionId: (present?.collection._id ?? objectId("0".repeat(24))).toHexString(),
    name,
    description,
    methods: [method],
    path,
    handler: { kind: "forward", targetPath: path },
    params,
    requestSchema,
    responseSchema,
    requestExample,
    responseExample,
    deprecated,
    sunset,
    status,
  };
}

function collectionOf(imported: Imported, { collection, server, status }: ImportInput) {
  const { title, description, servers } = imported;
  return {
    ...collection,
    name: collection?.name ?? title,
    description: collection?.description ?? description,
    basePath: collection?.basePath ?? `/${slugOf(title, "api")}`,
    targetEndpoint: collection?.targetEndpoint ?? servers[server]?.url ?? null,
    status,
  };
}

function tooMany(count: number): AppError {
  const message = `has ${count} operations: choose at most ${MOST_OPERATIONS} by operations or tags`;
  return new AppError("validation_failed", { details: [{ path: "document", code: "too_big", message }] });
}
