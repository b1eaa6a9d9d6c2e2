import type { Command } from "commander";

/** What every command takes that changes something. */
export type ReasonOption = { reason?: string };

export function withReason(command: Command): Command {
  return command.option("--reason <text>", "why, in one line, for the audit and the history");
}
