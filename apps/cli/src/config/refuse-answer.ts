import type { components } from "@zerq/api-client/generated/management-api";
import { CliError } from "../cli-error.ts";

type Refusal = Partial<components["schemas"]["Error"]>;

/** A refusal of management as a failure of the command: its sentence, and a line for each place that is wrong. */
export function answerError(url: string, status: number, refusal: Refusal | undefined): CliError {
  const said = refusal?.message === undefined ? "" : `: ${refusal.message}`;
  const places = (refusal?.details ?? []).map(({ path, message }) => `\n  ${path}: ${message}`);
  return new CliError(`${url} answered ${status}${said}${hint(status)}${places.join("")}`);
}

function hint(status: number): string {
  if (status === 401) return " The token isn't valid (any more): get a new one.";
  if (status === 403) return " The token's roles don't allow this.";
  return "";
}
