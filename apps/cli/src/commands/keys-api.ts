import { createManagementClient } from "@zerq/api-client/management-client";
import { CliError } from "../cli-error.ts";
import type { ReasonOption } from "../config/reason-option.ts";
import type { CliSettings } from "../env.ts";
import { request } from "../request.ts";
import { refuseForeignAnswer, whomToAsk } from "../whom-to-ask.ts";

export const keyPurposes = ["data", "token-pepper", "audit-fingerprint", "session", "cursor"] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

type Client = ReturnType<typeof createManagementClient>;
type Answer<T> = { data?: T; error?: { message?: string }; response: Response };

export type KeysApi = Awaited<ReturnType<typeof openKeysApi>>;
export type KeyStatus = Awaited<ReturnType<KeysApi["status"]>>;
export type Rotation = NonNullable<KeyStatus["rotation"]>;

/** The keys of the deployment that was named, or of the development stack, as an admin. */
export async function openKeysApi(
  settings: CliSettings,
  options: { url?: string; token?: string } & ReasonOption,
) {
  const { url, token } = await whomToAsk(settings, options, { user: "admin", roles: "admin" });
  const client: Client = createManagementClient({
    baseUrl: url,
    token,
    reason: options.reason,
    fetch: (call) => request(call),
  });
  const read = async <T>(asking: Promise<Answer<T>>): Promise<T> => {
    const { data, error, response } = await asking.catch(refuseForeignAnswer(url));
    if (data !== undefined) return data;
    const message = error?.message === undefined ? "" : `: ${error.message}`;
    throw new CliError(`${url} answered ${response.status}${message}${hint(response.status)}`);
  };
  return {
    status: () => read(client.GET("/keys")),
    rewrap: () => read(client.POST("/keys/rewrap")),
    rotate: (purposes: KeyPurpose[]) => read(client.POST("/keys/rotate", { body: { purposes } })),
  };
}

function hint(status: number): string {
  if (status === 401) return " The token isn't valid (any more): get a new one.";
  if (status === 403) return " Only admins may see and change keys.";
  return "";
}
