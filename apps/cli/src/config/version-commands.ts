import { type Command, Option } from "commander";
import { type EpochOptions, newEpoch } from "../commands/new-epoch.ts";
import { type RestoreOptions, restoreVersion } from "../commands/restore-version.ts";
import {
  diffVersions,
  type ListOptions,
  listVersions,
  showVersion,
  type VersionOptions,
} from "../commands/versions.ts";
import type { CliSettings } from "../env.ts";
import { withReason } from "./reason-option.ts";
import { waitExitCodes } from "./tell-applied.ts";

/** The commands of the history of config. */
export function addVersionCommands(program: Command, settings: CliSettings): void {
  const versions = program
    .command("versions")
    .description("look into the history of config, and go back in it");
  connected(versions.command("list"))
    .description("list the newest versions, and who made them")
    .addOption(new Option("--limit <n>", "how many, at most 500").default("20"))
    .option("--actor <subject>", "only those that this one made")
    .action((options: ListOptions) => listVersions(settings, options));
  connected(versions.command("show"))
    .argument("<version>", "its number")
    .description("say who made a version, when and why")
    .action((version: string, options: VersionOptions) => showVersion(settings, version, options));
  connected(versions.command("diff"))
    .argument("<from>", "the version to start at; 0 is before there was anything")
    .argument("<to>", "the version to end at; may be the earlier one")
    .description("say what is different in one version from another, field by field, and who changed it")
    .action((from: string, to: string, options: VersionOptions) =>
      diffVersions(settings, { from, to }, options),
    );
  withReason(connected(versions.command("restore")))
    .argument("<version>", "the version whose config comes back, as a new version")
    .description(
      "make config what it was, without the tokens, secrets and addresses that were taken away since",
    )
    .option("--dry-run", "only say what would change")
    .option("--reactivate", "bring back clients, profiles and addresses that were switched off or removed")
    .option("--yes", "don't ask")
    .option("--wait", "wait until the gateways have it, at most 5 s")
    .addHelpText("after", waitExitCodes)
    .action((version: string, options: RestoreOptions) => restoreVersion(settings, version, options));
  addNewEpoch(versions, settings);
}

function addNewEpoch(versions: Command, settings: CliSettings): void {
  withReason(connected(versions.command("new-epoch")))
    .description(
      "after MongoDB was restored from a backup: take gateways and portal over to what it holds (admins only)",
    )
    .option("--yes", "don't ask")
    .option("--wait", "wait until the gateways have it, at most 30 s")
    .addHelpText("after", waitExitCodes)
    .action((options: EpochOptions) => newEpoch(settings, options));
}

function connected(command: Command): Command {
  return command
    .option("--url <url>", "management's address (default: the development stack's)")
    .option("--token <token>", "access token (or ZERQ_TOKEN; default: a development user's)")
    .option("--json", "print the answer as JSON");
}
