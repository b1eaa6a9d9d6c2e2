import { createInterface } from "node:readline/promises";
import { CliError } from "../cli-error.ts";

/**
 * Asks on the terminal; only a yes goes on.
 * @param unasked what to say where nobody is there to ask
 * @throws CliError without a yes
 */
export async function confirm(question: string, unasked: string): Promise<void> {
  if (!process.stdin.isTTY) throw new CliError(unasked);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asking.question(`${question} [y/N] `);
  asking.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new CliError("Nothing was changed.");
}
