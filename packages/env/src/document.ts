import type { SettingsSpec } from "./settings.ts";

/** One service's settings as a Markdown table for docs/configuration.md. */
export function renderSettings(service: string, spec: SettingsSpec): string {
  const rows = Object.entries(spec).map(([name, { description, default: fallback, example }]) => {
    const value = fallback === undefined ? "required" : fallback === "" ? "empty" : `\`${fallback}\``;
    const sample = example === undefined ? "" : ` Example: \`${example}\`.`;
    return `| \`${name}\` | ${value} | ${description}${sample} |`;
  });
  return [`## ${service}`, "", "| Setting | Default | For |", "|---|---|---|", ...rows, ""].join("\n");
}
