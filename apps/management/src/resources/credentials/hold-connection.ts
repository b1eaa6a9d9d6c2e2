import type { z } from "zod";
import type { CredentialType } from "./credential-types.ts";

type Input = { type: CredentialType; connectionString?: object | undefined };

/** How a connection string of each database begins. Oracle has no form of its own: a descriptor, an alias or `host:port/service`. */
const forms: Readonly<Partial<Record<CredentialType, { pattern: RegExp; words: string }>>> = {
  mongodb: { pattern: /^mongodb(\+srv)?:\/\//i, words: "mongodb://… or mongodb+srv://…" },
  postgres: { pattern: /^postgres(ql)?:\/\/|(^|\s)host=/i, words: "postgres://… or host=…" },
  sqlserver: {
    pattern: /^(sqlserver|mssql|jdbc:sqlserver):\/\/|(^|;)\s*(server|data source|address|addr)\s*=/i,
    words: "Server=…;… or sqlserver://…",
  },
  redis: { pattern: /^rediss?:\/\//i, words: "redis://… or rediss://…" },
};

/** Holds a connection string that is given as a value to the form of its type. Nothing of it is in the message. */
export function holdConnection(input: Input, context: z.core.$RefinementCtx): void {
  const given = input.connectionString;
  if (given === undefined || !("value" in given)) return;
  const refuse = (message: string) =>
    context.addIssue({ code: "custom", path: ["connectionString"], message, input: undefined });
  const text = String(given.value);
  const form = forms[input.type];
  if (/\p{Cc}/u.test(text)) refuse("must not hold control characters");
  else if (form !== undefined && !form.pattern.test(text)) refuse(`must be of the form ${form.words}`);
}

/** Ports that are meant where a connection string names none. */
const usualPorts: Readonly<Record<string, number>> = {
  mongodb: 27_017,
  postgres: 5_432,
  postgresql: 5_432,
  redis: 6_379,
  rediss: 6_379,
  sqlserver: 1_433,
  mssql: 1_433,
};

/**
 * The servers of a connection string in the form of a URL, as `host:port`; it may name several. Where it has another form, it
 * is looked at when somebody connects.
 */
export function serversOf(connectionString: string): string[] {
  const [, scheme = "", authority = ""] = /^([a-z0-9]+):\/\/([^/?#;]*)/i.exec(connectionString) ?? [];
  const usual = usualPorts[scheme.toLowerCase()];
  if (usual === undefined) return [];
  const hosts = authority.slice(authority.lastIndexOf("@") + 1).split(",");
  return hosts.filter((host) => host !== "").map((host) => (/:\d+$/.test(host) ? host : `${host}:${usual}`));
}
