import { createManagementClient } from "@zerq/api-client/management-client";
import { accessTokenOf } from "../access-token.ts";
import { CliError } from "../cli-error.ts";
import { readDevelopmentStack } from "../development-stack.ts";
import type { CliSettings } from "../env.ts";
import { request } from "../request.ts";

export type AuditVerifyOptions = { url?: string; token?: string; json?: boolean };

/**
 * Has management walk the whole audit chain. Prints the result; ends with 1 when the chain is broken.
 * @throws CliError when the answer is no result: no token, no permission, no management
 */
export async function auditVerify(settings: CliSettings, options: AuditVerifyOptions): Promise<void> {
  const { url, token } = await whomToAsk(settings, options);
  const client = createManagementClient({ baseUrl: url, token, fetch: (call) => request(call) });
  const { data, error, response } = await client.GET("/audit-logs/verify").catch(refuseForeignAnswer(url));
  // What answers may be of another version: nothing but a verdict counts as one.
  if (data === undefined || typeof data.ok !== "boolean") {
    const message = error?.message === undefined ? "" : `: ${error.message}`;
    throw new CliError(`${url} answered ${response.status}${message}${hint(response.status)}`);
  }
  if (options.json === true) console.log(JSON.stringify(data, null, 2));
  else console.log(describe(data));
  if (!data.ok) process.exitCode = 1;
}

/** What answers there may be something else than management: its text is no JSON. */
function refuseForeignAnswer(url: string) {
  return (error: unknown): never => {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CliError(`What answers at ${url} is not Zerq's management. Give its address with --url.`);
  };
}

async function whomToAsk(settings: CliSettings, options: AuditVerifyOptions) {
  const given = options.token ?? settings.token;
  if (options.url !== undefined && given === undefined) {
    throw new CliError(
      "With --url there must be a token of an auditor or admin: --token <token> or ZERQ_TOKEN.",
    );
  }
  if (options.url !== undefined && given !== undefined) {
    if (!URL.canParse(options.url)) throw new CliError(`--url must be a URL, not ${options.url}.`);
    return { url: options.url.replace(/\/+$/, ""), token: given };
  }
  const stack = readDevelopmentStack(settings.dataDirectory);
  return { url: stack.management.url, token: given ?? (await accessTokenOf(stack, "auditor")) };
}

function hint(status: number): string {
  if (status === 401) return " The token isn't valid (any more): get a new one.";
  if (status === 403) return " Only auditors and admins may verify the audit trail.";
  return "";
}

/** The verdict first, then every other member of the result, one a line. */
function describe({ ok, ...rest }: Record<string, unknown>): string {
  const verdict = ok === true ? "The audit chain is unbroken." : "THE AUDIT CHAIN IS BROKEN.";
  const lines = Object.entries(rest)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(
      ([name, value]) => `  ${name}: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`,
    );
  return [verdict, ...lines].join("\n");
}
