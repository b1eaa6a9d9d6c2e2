import { createManagementClient, type ManagementClient } from "@zerq/api-client/management-client";
import { accessTokenOf } from "./access-token.ts";
import { CliError } from "./cli-error.ts";
import { readDevelopmentStack } from "./development-stack.ts";
import type { CliSettings } from "./env.ts";
import { request } from "./request.ts";

/** What every command takes that talks to management. */
export type ConnectionOptions = { url?: string; token?: string };
export type Management = { url: string; client: ManagementClient };

/**
 * A client for the management that the options name, or for the development stack's, as one of its users.
 * @throws CliError when an address comes without a token, or nothing runs here
 */
export async function openManagement(
  settings: CliSettings,
  options: ConnectionOptions,
  user: "viewer" | "modifier" | "auditor",
): Promise<Management> {
  const { url, token } = await whomToAsk(settings, options, user);
  return { url, client: createManagementClient({ baseUrl: url, token, fetch: (call) => request(call) }) };
}

async function whomToAsk(settings: CliSettings, options: ConnectionOptions, user: string) {
  const given = options.token ?? settings.token;
  if (options.url !== undefined) {
    if (given === undefined)
      throw new CliError("With --url there must be an access token: --token <token> or ZERQ_TOKEN.");
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
