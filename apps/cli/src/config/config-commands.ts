import { type Command, Option } from "commander";
import { type ApplyOptions, applyConfig } from "../commands/apply.ts";
import { type DiffOptions, diffConfig } from "../commands/diff.ts";
import { type ExportOptions, exportConfig } from "../commands/export.ts";
import { validateConfig } from "../commands/validate.ts";
import type { CliSettings } from "../env.ts";
import type { ConnectionOptions } from "./open-management.ts";
import { withReason } from "./reason-option.ts";
import { waitExitCodes } from "./tell-applied.ts";

/** The commands of config as code. */
export function addConfigCommands(program: Command, settings: CliSettings): void {
  connected(program.command("export"))
    .description("print config as a document by key, without secrets")
    .addOption(new Option("--format <format>", "yaml or json").choices(["yaml", "json"]).default("yaml"))
    .option("--kind <kinds>", "only these kinds, separated by commas (collections,proxies)")
    .option("--label <k=v>", "only what has this label", asApiLabel)
    .option("--managed-by <name>", "only what this one keeps")
    .option("--output <file>", "write to a file instead of standard output")
    .action((options: ExportOptions) => exportConfig(settings, options));

  connected(documents(program.command("validate")))
    .description("say what is wrong with a document; changes nothing")
    .action((paths: string[], options: ConnectionOptions) => validateConfig(settings, paths, options));

  scoped(connected(documents(program.command("diff"))))
    .description("say what a document would change; changes nothing")
    .option("--json", "print the report as JSON")
    .addHelpText("after", "\nExit codes: 0 no change, 1 failed, 2 changes (or wrong usage).")
    .action((paths: string[], options: DiffOptions) => diffConfig(settings, paths, options));

  withReason(scoped(connected(documents(program.command("apply")))))
    .description("make config what a document says: all of it as one version, or nothing")
    .option("--dry-run", "try all of it and leave nothing")
    .option("--force", "change what somebody else keeps, too")
    .option("--issue-tokens", "give new profiles a token or secret and print it, this once")
    .option("--base-version <n>", "refuse when config has changed since this version")
    .option("--wait", "wait until the gateways have applied it, at most 5 s")
    .option("--json", "print the report as JSON")
    .addHelpText("after", waitExitCodes)
    .action((paths: string[], options: ApplyOptions) => applyConfig(settings, paths, options));
}

/** On the command line a label is written as everywhere else; the API has k:v in all of its lists. */
const asApiLabel = (label: string) => label.replace("=", ":");

function documents(command: Command): Command {
  return command.argument(
    "<paths...>",
    "files, folders with .yaml, .yml or .json files, or - for standard input",
  );
}

function connected(command: Command): Command {
  return command
    .option("--url <url>", "management's address (default: the development stack's)")
    .option("--token <token>", "access token (or ZERQ_TOKEN; default: a development user's)");
}

function scoped(command: Command): Command {
  return command
    .option("--managed-by <name>", "who keeps what the document creates; the scope of --prune")
    .option("--label <k=v>", "narrow --prune to what has this label", asApiLabel)
    .option("--prune", "delete what is in the scope and not in the document")
    .option("--reactivate", "bring back clients, profiles and addresses that were switched off or removed");
}
