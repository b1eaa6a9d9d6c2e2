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
  const answer = await request(`${url}/api/v1/audit-logs/verify`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const result = answer.body as Record<string, unknown> | undefined;
  if (answer.status !== 200 || typeof result?.ok !== "boolean") {
    const message = typeof result?.message === "string" ? `: ${result.message}` : "";
    throw new CliError(`${url} answered ${answer.status}${message}${hint(answer.status)}`);
  }
  if (options.json === true) console.log(JSON.stringify(result, null, 2));
  else console.log(describe(result));
  if (!result.ok) process.exitCode = 1;
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
