import { type PathSegment, parsePathTemplate, pathShape } from "@zerq/plane-protocol/path-template";
import type { ExportedProxy } from "./exported-collection.ts";

/** A path of a document, with the proxies that answer it and how the names of each are called there. */
export type ExportedPath = {
  path: string;
  names: readonly string[];
  /** The parameter that stands for the rest of the path. */
  wildcard: string | undefined;
  proxies: { proxy: ExportedProxy; renamed: ReadonlyMap<string, string> }[];
};

/**
 * Proxies by path: those that differ only in what their parameters are called share one, since two templates that match the same
 * paths are no valid document. `*` at the end becomes a parameter, as OpenAPI has no other way to say it.
 */
export function exportPaths(proxies: readonly ExportedProxy[]): ExportedPath[] {
  const paths = new Map<string, ExportedPath>();
  for (const proxy of proxies) {
    const segments = parsePathTemplate(proxy.path);
    const shape = pathShape(segments);
    const path = paths.get(shape) ?? pathOf(segments);
    paths.set(shape, path);
    const renamed = new Map(namesOf(segments).map((name, index) => [name, path.names[index] ?? name]));
    path.proxies.push({ proxy, renamed });
  }
  return [...paths.values()];
}

function pathOf(segments: readonly PathSegment[]): ExportedPath {
  const names = namesOf(segments);
  const rest = names.includes("rest") ? "_rest" : "rest";
  const wildcard = segments.at(-1)?.kind === "rest" ? rest : undefined;
  const texts = segments.map((segment) =>
    segment.kind === "literal"
      ? segment.text
      : segment.kind === "param"
        ? `{${segment.name}}`
        : `{${wildcard ?? ""}}`,
  );
  return { path: `/${texts.join("/")}`, names, wildcard, proxies: [] };
}

function namesOf(segments: readonly PathSegment[]): string[] {
  return segments.flatMap((segment) => (segment.kind === "param" ? [segment.name] : []));
}
