import { PathTemplateError, parsePathTemplate } from "@zerq/plane-protocol/path-template";
import type { Problems } from "./problems.ts";

export type ImportedPath = {
  /** In a proxy's grammar. */
  path: string;
  /** Names in the document to names in the path, where they differ. */
  renamed: ReadonlyMap<string, string>;
};

/**
 * A path of a document as a proxy's path. Parameters whose names a proxy can't have are renamed.
 * @param wildcard the parameter that stands for the rest of the path, if one says so
 * @returns undefined, and a problem, when no proxy can have it
 */
export function importPath(
  text: string,
  pointer: string,
  problems: Problems,
  wildcard?: string,
): ImportedPath | undefined {
  const renamed = new Map<string, string>();
  const segments = text.split("/").map((segment) => {
    const name = /^\{([^{}]+)\}$/.exec(segment)?.[1];
    if (name === undefined) return segment;
    if (name === wildcard) return "*";
    const own = ownName(name);
    if (own !== name) {
      renamed.set(name, own);
      problems.add("parameter_renamed", pointer, `${name} → ${own}`);
    }
    return `{${own}}`;
  });
  const path = segments.join("/");
  try {
    // A colon at the start of a segment would make it a parameter.
    if (/\/:/.test(text)) throw new PathTemplateError("has a segment that begins with a colon");
    if (wildcard === undefined && segments.includes("*")) throw new PathTemplateError("has a segment *");
    parsePathTemplate(path);
    return { path, renamed };
  } catch (error) {
    if (!(error instanceof PathTemplateError)) throw error;
    problems.add("path_unknown", pointer, error.message);
    return undefined;
  }
}

function ownName(name: string): string {
  const letters = name.replaceAll(/[^A-Za-z0-9_]/g, "_").slice(0, 63);
  return /^\d/.test(letters) ? `_${letters}`.slice(0, 63) : letters;
}
