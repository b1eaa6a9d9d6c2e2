import { createManagementClient, type ManagementClient } from "@zerq/api-client/management-client";
import type { CliSettings } from "../env.ts";
import { request } from "../request.ts";
import { whomToAsk } from "../whom-to-ask.ts";
import type { ReasonOption } from "./reason-option.ts";

/** What every command takes that talks to management. */
export type ConnectionOptions = { url?: string; token?: string };

/** Who may read config, who may change it, and who may do what only few should, in words for a refusal. */
const roles = {
  viewer: "admin, modifier or viewer",
  modifier: "admin or modifier",
  admin: "admin",
} as const;

/**
 * A client for the management that the options name, or for the development stack's, as one of its users.
 * @throws CliError when an address comes without a token, or nothing runs here
 */
export async function openManagement(
  settings: CliSettings,
  options: ConnectionOptions & ReasonOption,
  user: keyof typeof roles,
): Promise<{ url: string; client: ManagementClient }> {
  const { url, token } = await whomToAsk(settings, options, { user, roles: roles[user] });
  const { reason } = options;
  const client = createManagementClient({ baseUrl: url, token, reason, fetch: (call) => request(call) });
  return { url, client };
}
