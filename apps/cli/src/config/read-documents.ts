import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { parseStrictYaml } from "@zerq/json/strict-yaml";
import { CliError } from "../cli-error.ts";

/** A config document: lists of resources, and a few words about the whole of it. */
export type Document = Record<string, unknown>;

/**
 * One document from files, folders (their .yaml, .yml and .json files, in the order of their names) and standard input (`-`).
 * Lists of one kind are put one behind the other; anything else must not be said twice differently.
 * @throws CliError when a file can't be read, is no document, or contradicts another one
 */
export async function readDocuments(paths: readonly string[]): Promise<Document> {
  const merged: Document = {};
  const files = paths.flatMap(filesOf);
  if (files.length === 0) throw new CliError("There is no .yaml, .yml or .json file in what was given.");
  for (const file of files) merge(merged, await readDocument(file), file);
  return merged;
}

function filesOf(path: string): string[] {
  if (path === "-") return [path];
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(ya?ml|json)$/.test(name))
      .toSorted()
      .map((name) => join(path, name));
  } catch (error) {
    throw new CliError(`${path} can't be read: ${(error as Error).message}`);
  }
}

async function readDocument(file: string): Promise<Document> {
  let value: unknown;
  try {
    // JSON is YAML too, so one reader serves both.
    value = parseStrictYaml(file === "-" ? await text(process.stdin) : readFileSync(file, "utf8"));
  } catch (error) {
    throw new CliError(`${nameOf(file)}: ${(error as Error).message}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Document;
  throw new CliError(`${nameOf(file)} is no config document: it must be a mapping of kinds to lists.`);
}

function merge(into: Document, from: Document, file: string): void {
  for (const [name, value] of Object.entries(from)) {
    const earlier = Object.hasOwn(into, name) ? into[name] : undefined;
    if (Array.isArray(value) && Array.isArray(earlier)) into[name] = [...earlier, ...value];
    else if (earlier === undefined || earlier === value) into[name] = value;
    else throw new CliError(`${nameOf(file)} says another ${name} than a file before it.`);
  }
}

const nameOf = (file: string) => (file === "-" ? "Standard input" : file);
