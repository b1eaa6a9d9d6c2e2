import { canonicalJson } from "@zerq/crypto/canonical-json";
import type { ImportedOperation } from "@zerq/openapi/import/import-operation";
import { parsePathTemplate } from "@zerq/plane-protocol/path-template";
import type { ProxyDocument } from "../resources/proxies/proxy.model.ts";

/** What a document says of a proxy. Everything else is the operator's. */
const carried = [
  "name",
  "description",
  "params",
  "requestSchema",
  "responseSchema",
  "requestExample",
  "responseExample",
  "deprecated",
  "sunset",
] as const;

/** The proxy that answers an operation's method and path already. */
export function matchProxy(
  { method, shape }: ImportedOperation,
  proxies: readonly ProxyDocument[],
): ProxyDocument | undefined {
  return proxies.find((proxy) => proxy.shape === shape && proxy.methods.includes(method as never));
}

/** The operation with the names of a proxy's path in place of its own: its target path is made of them. */
export function namedAs(operation: ImportedOperation, path: string): ImportedOperation {
  const theirs = parsePathTemplate(path);
  const names = new Map<string, string>();
  parsePathTemplate(operation.path).forEach((segment, index) => {
    const other = theirs[index];
    if (segment.kind === "param" && other?.kind === "param") names.set(segment.name, other.name);
  });
  const params = operation.params.map((param) =>
    param.in === "path" ? { ...param, name: names.get(param.name) ?? param.name } : param,
  );
  return { ...operation, path, params };
}

/** A patch of what the document has changed; empty when nothing has. */
export function changesOf(
  operation: ImportedOperation,
  stored: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const changed = carried.filter((field) => canonicalJson(operation[field]) !== canonicalJson(stored[field]));
  return Object.fromEntries(changed.map((field) => [field, operation[field]]));
}
