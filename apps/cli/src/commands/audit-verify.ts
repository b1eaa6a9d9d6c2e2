import { createManagementClient } from "@zerq/api-client/management-client";
import { CliError } from "../cli-error.ts";
import type { CliSettings } from "../env.ts";
import { request } from "../request.ts";
import { refuseForeignAnswer, whomToAsk } from "../whom-to-ask.ts";

export type AuditVerifyOptions = { url?: string; token?: string; json?: boolean };

/**
 * Has management walk the whole audit chain. Prints the result; ends with 1 when the chain is broken.
 * @throws CliError when the answer is no result: no token, no permission, no management
 */
export async function auditVerify(settings: CliSettings, options: AuditVerifyOptions): Promise<void> {
  const { url, token } = await whomToAsk(settings, options, {
    user: "auditor",
    roles: "auditor or admin",
  });
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
