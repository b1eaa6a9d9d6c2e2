import { CliError } from "./cli-error.ts";

const PATIENCE_MS = 60_000;

/**
 * One request and its JSON answer; undefined as body when it is no JSON.
 * @throws CliError when nothing answers
 */
export async function request(
  url: string,
  init: RequestInit = {},
): Promise<{ status: number; body: unknown }> {
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
    return { status: answer.status, body: parse(await answer.text()) };
  } catch (error) {
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
    const reason = cause?.code ?? (error as Error).message;
    throw new CliError(`${new URL(url).origin} does not answer (${reason}). Is Zerq running? npm start`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
