import { readFileSync } from "node:fs";
import { Command } from "commander";
import { CliError } from "./cli-error.ts";
import { type AuditVerifyOptions, auditVerify } from "./commands/audit-verify.ts";
import { runInCheckout } from "./commands/in-checkout.ts";
import { keyPurposes } from "./commands/keys-api.ts";
import { type KeysRotateOptions, keysRotate } from "./commands/keys-rotate.ts";
import { type KeysOptions, keysRewrap, keysStatus } from "./commands/keys-status.ts";
import { token } from "./commands/token.ts";
import { addConfigCommands } from "./config/config-commands.ts";
import { addGatewayCommands } from "./config/gateway-commands.ts";
import { withReason } from "./config/reason-option.ts";
import { addVersionCommands } from "./config/version-commands.ts";
import { readCliSettings } from "./env.ts";

/** Wrong usage; failures of a command are 1. */
const USAGE_EXIT_CODE = 2;

const manifest = new URL("../package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
const settings = readCliSettings();

const program = new Command("zerq")
  .description("Command line of Zerq, a self-hosted API gateway platform.")
  .version(version)
  .showHelpAfterError("Run zerq --help to see what there is.")
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : USAGE_EXIT_CODE))
  .addHelpText("after", "\nExit codes: 0 done, 1 failed, 2 wrong usage.");

program
  .command("up")
  .description("start the development stack, as npm start does")
  .action(() => runInCheckout(settings.root, "tools/start.mjs"));

program
  .command("token")
  .description("print an access token of a user of the development stack, and nothing else")
  .requiredOption("--user <name>", "viewer, modifier, auditor or admin")
  .action((options: { user: string }) => token(settings, options));

program
  .command("audit")
  .description("look after the audit trail")
  .command("verify")
  .description("walk the whole audit chain and say whether it is unbroken")
  .option("--url <url>", "management's address (default: the development stack's)")
  .option(
    "--token <token>",
    "access token of an auditor or admin (or ZERQ_TOKEN; default: the development auditor's)",
  )
  .option("--json", "print the result as JSON")
  .action((options: AuditVerifyOptions) => auditVerify(settings, options));

addConfigCommands(program, settings);
addVersionCommands(program, settings);
addGatewayCommands(program, settings);

const keys = program
  .command("keys")
  .description("look after the keys that everything stored is encrypted with");
const ofKeys = (command: Command) =>
  command
    .option("--url <url>", "management's address (default: the development stack's)")
    .option("--token <token>", "access token of an admin (or ZERQ_TOKEN; default: the development admin's)")
    .option("--json", "print the result as JSON");
ofKeys(keys.command("status"))
  .description("show every key, what uses it, and how far a rotation is")
  .action((options: KeysOptions) => keysStatus(settings, options));
withReason(ofKeys(keys.command("rewrap")))
  .description("wrap every key anew under the current master key; nothing else changes")
  .action((options: KeysOptions) => keysRewrap(settings, options));
withReason(ofKeys(keys.command("rotate")))
  .description("make new keys, and encrypt what is stored anew in the background")
  .option("--purpose <purpose...>", `which keys: ${keyPurposes.join(", ")}, or all`, ["data"])
  .option("--no-wait", "end when the rotation has begun, instead of showing its progress")
  .action((options: KeysRotateOptions) => keysRotate(settings, options));

program
  .command("doctor")
  .description("check this machine and the running development stack, and say what to do")
  .action(() => runInCheckout(settings.root, "packages/dev-stack/src/doctor/main.ts"));

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CliError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
