import { writeFileSync } from "node:fs";
import { type ConnectionOptions, openManagement } from "../config/open-management.ts";
import { answerError } from "../config/refuse-answer.ts";
import type { CliSettings } from "../env.ts";

export type ExportOptions = ConnectionOptions & {
  format: "yaml" | "json";
  kind?: string;
  label?: string;
  managedBy?: string;
  output?: string;
};

/** Prints config as a document, or writes it to a file. @throws CliError */
export async function exportConfig(settings: CliSettings, options: ExportOptions): Promise<void> {
  const { url, client } = await openManagement(settings, options, "viewer");
  const { format, kind, label, managedBy } = options;
  const query = {
    format,
    ...(kind !== undefined && { kind }),
    ...(label !== undefined && { label }),
    ...(managedBy !== undefined && { managedBy }),
  };
  const { data, error, response } = await client.GET("/config/export", {
    params: { query },
    parseAs: "text",
  });
  if (data === undefined) throw answerError(url, response.status, error);
  const document = data as string;
  const text = format === "json" ? `${JSON.stringify(JSON.parse(document), null, 2)}\n` : document;
  if (options.output === undefined) process.stdout.write(text);
  else writeFileSync(options.output, text);
}
