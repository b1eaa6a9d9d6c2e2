import { CliError } from "./cli-error.ts";

const PATIENCE_MS = 60_000;

/**
 * As the global fetch, with a bound on the time.
 * @throws CliError when nothing answers
 */
export async function request(input: string | Request, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(input, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
    const reason = cause?.code ?? (error as Error).message;
    const { origin } = new URL(typeof input === "string" ? input : input.url);
    throw new CliError(`${origin} does not answer (${reason}). Is Zerq running? npm start`);
  }
}
