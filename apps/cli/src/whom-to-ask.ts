import { accessTokenOf } from "./access-token.ts";
import { CliError } from "./cli-error.ts";
import { readDevelopmentStack } from "./development-stack.ts";
import type { CliSettings } from "./env.ts";

export type WhomToAsk = { url: string; token: string };

/**
 * Management's address and an access token: those that were given, else the running development stack's.
 * @param user of the development stack
 * @param roles that the token must have, in words
 * @throws CliError when there is an address without a token, or neither, and no stack runs here
 */
export async function whomToAsk(
  settings: CliSettings,
  options: { url?: string; token?: string },
  { user, roles }: { user: string; roles: string },
): Promise<WhomToAsk> {
  const given = options.token ?? settings.token;
  if (options.url !== undefined && given === undefined) {
    throw new CliError(`With --url there must be a token of an ${roles}: --token <token> or ZERQ_TOKEN.`);
  }
  if (options.url !== undefined && given !== undefined) {
    if (!URL.canParse(options.url)) throw new CliError(`--url must be a URL, not ${options.url}.`);
    return { url: options.url.replace(/\/+$/, ""), token: given };
  }
  const stack = readDevelopmentStack(settings.dataDirectory);
  return { url: stack.management.url, token: given ?? (await accessTokenOf(stack, user)) };
}

/** What answers there may be something else than management: its text is no JSON. */
export function refuseForeignAnswer(url: string) {
  return (error: unknown): never => {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CliError(`What answers at ${url} is not Zerq's management. Give its address with --url.`);
  };
}
