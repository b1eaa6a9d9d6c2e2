import { readFileSync } from "node:fs";
import type { z } from "zod";

/** One setting: how its text is read, and what it is for. Without a default it is required. */
export type Setting<T = unknown> = {
  readonly schema: z.ZodType<T, string>;
  readonly description: string;
  /** The text that counts when the setting is absent. */
  readonly default?: string;
  readonly example?: string;
};

export type SettingsSpec = Readonly<Record<string, Setting>>;
export type Settings<S extends SettingsSpec> = { readonly [K in keyof S]: z.output<S[K]["schema"]> };
export type Source = Readonly<Record<string, string | undefined>>;

/** Every problem of the settings at once, each a sentence that begins with the setting's name. */
export class SettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "SettingsError";
    this.problems = problems;
  }
}

export function setting<T>(schema: z.ZodType<T, string>, about: Omit<Setting<T>, "schema">): Setting<T> {
  return { schema, ...about };
}

/**
 * Reads all settings once; each may also come from the file named by `<NAME>_FILE` (one trailing line end is dropped).
 * An empty text counts as absent.
 * @returns a frozen object; nothing in it can be missing
 * @throws SettingsError naming every problem
 */
export function loadSettings<S extends SettingsSpec>(spec: S, source: Source): Settings<S> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { schema, default: fallback, description }] of Object.entries(spec)) {
    const text = readText(name, source, problems) ?? fallback;
    if (text === undefined) {
      if (!problems.some((problem) => problem.startsWith(`${name}_FILE`)))
        problems.push(`${name} is missing: ${description}`);
      continue;
    }
    const parsed = schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(`${name} ${parsed.error.issues.map((issue) => issue.message).join("; ")}`);
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return Object.freeze(values) as Settings<S>;
}

/** As loadSettings, but prints the problems on standard error and ends the process with 1. */
export function loadSettingsOrExit<S extends SettingsSpec>(
  service: string,
  spec: S,
  source: Source,
): Settings<S> {
  try {
    return loadSettings(spec, source);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const lines = error.problems.map((problem) => `  - ${problem}`).join("\n");
    process.stderr.write(`${service} can't start; its settings have problems:\n${lines}\n`);
    process.exit(1);
  }
}

function readText(name: string, source: Source, problems: string[]): string | undefined {
  const direct = source[name] === "" ? undefined : source[name];
  const file = source[`${name}_FILE`];
  if (file === undefined || file === "") return direct;
  if (direct !== undefined) {
    problems.push(`${name}_FILE and ${name} are both set; keep one of them`);
    return direct;
  }
  try {
    return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } catch {
    problems.push(`${name}_FILE names a file that can't be read`);
    return undefined;
  }
}
