import type { StoreChange } from "@zerq/plane-protocol/entity-store";
import { isHostPattern } from "@zerq/plane-protocol/host-pattern";
import type { CollectionSource, ProxySource } from "./collection-compiler.ts";

type Invalid = Extract<StoreChange, { op: "invalid" }>;

/**
 * What can be made out of a proxy that this version doesn't understand: enough to deny its place. A draft has none.
 * @returns undefined when it is a draft
 */
export function readInvalidProxy(
  change: Invalid,
): { collectionId: string | undefined; source: ProxySource } | undefined {
  const raw = fields(change.raw);
  if (raw["status"] === "draft") return undefined;
  const methods = Array.isArray(raw["methods"])
    ? raw["methods"].filter((item) => typeof item === "string")
    : [];
  return {
    collectionId: text(raw["collectionId"]),
    source: { kind: "invalid", id: change.id, path: text(raw["path"]), methods, reason: change.reason },
  };
}

/**
 * As above for a collection: what it served before stays denied when its own base path can't be read, and its base path is denied
 * at every host when its hosts can't.
 */
export function readInvalidCollection(
  change: Invalid,
  before: string | undefined,
): CollectionSource | undefined {
  const raw = fields(change.raw);
  const basePath = text(raw["basePath"]) ?? before;
  const hosts = hostsOf(raw["hosts"] ?? []);
  if (raw["status"] === "draft" || basePath === undefined || !basePath.startsWith("/")) return undefined;
  return { kind: "invalid", id: change.id, basePath, hosts, reason: change.reason };
}

function hostsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === "string" && isHostPattern(item))
    ? value
    : undefined;
}

function fields(raw: unknown): Readonly<Record<string, unknown>> {
  return typeof raw === "object" && raw !== null ? (raw as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
