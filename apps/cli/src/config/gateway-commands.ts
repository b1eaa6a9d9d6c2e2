import { type Command, Option } from "commander";
import {
  type GatewayOptions,
  type ListGatewaysOptions,
  listGateways,
  showGateway,
} from "../commands/gateways.ts";
import type { CliSettings } from "../env.ts";

/** The commands that say how gateways are. */
export function addGatewayCommands(program: Command, settings: CliSettings): void {
  const gateways = program
    .command("gateways")
    .description("see what each gateway enforces, and what it lacks");
  connected(gateways.command("list"))
    .description("list the workers of all gateways, with the version that each has applied")
    .option("--group <name>", "only those of this gateway group")
    .option("--state <state>", "only those in this state, such as behind or silent")
    .addOption(new Option("--limit <n>", "how many, at most 500").default("500"))
    .action((options: ListGatewaysOptions) => listGateways(settings, options));
  connected(gateways.command("show"))
    .argument("<name>", "of a gateway, or of one of its workers")
    .description("say all that is known of a gateway")
    .action((name: string, options: GatewayOptions) => showGateway(settings, name, options));
}

function connected(command: Command): Command {
  return command
    .option("--url <url>", "management's address (default: the development stack's)")
    .option("--token <token>", "access token (or ZERQ_TOKEN; default: a development user's)")
    .option("--json", "print the answer as JSON");
}
