import { randomToken } from "@zerq/crypto/random";
import type { PurposeKeys } from "@zerq/crypto/shared-keys";
import { AppError } from "@zerq/errors/app-error";
import { catalogue, type ErrorCode } from "@zerq/errors/catalogue";
import type { Logger } from "@zerq/logging/logger";
import {
  openPortalAnswer,
  PORTAL_CALL_PATH,
  type PortalAnswer,
  type PortalAsk,
  type PortalCall,
  sealPortalCall,
} from "@zerq/plane-protocol/portal-call";

export type AskManagement = <O extends PortalAsk["operation"]>(
  ask: Extract<PortalAsk, { operation: O }>,
  developer: Pick<PortalCall, "session" | "request">,
) => Promise<PortalAnswer<O>>;

/** Milliseconds for a whole answer; a rotation waits for a commit. */
const TIMEOUT_MS = 20_000;
/** A page of a hundred requests is some ten thousand bytes. */
const MAX_ANSWER_BYTES = 1_024 * 1_024;

/**
 * Asks management, which looks for itself at who the developer is. Its refusals are handed on; when it is away, only what needs it is.
 * @param parts.keys derived from PORTAL_KEY with the label "portal-calls"
 * @throws AppError what management refuses with, or `service_unavailable`
 */
export function createManagementCalls(parts: {
  url: string;
  keys: PurposeKeys;
  deployment: string;
  log: Logger;
}): AskManagement {
  const { url, keys, deployment, log } = parts;
  return async (ask, developer) => {
    const nonce = randomToken(16);
    const key = keys.used;
    const call: PortalCall = { ask, ...developer, time: Date.now(), nonce };
    try {
      const answer = await fetch(`${url}${PORTAL_CALL_PATH}`, {
        method: "POST",
        redirect: "error",
        headers: { "content-type": "text/plain", "x-request-id": developer.request.id },
        body: sealPortalCall(key, deployment, call),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await readText(answer);
      if (answer.status !== 200) throw refusalOf(answer, text);
      return openPortalAnswer(key, deployment, { nonce, operation: ask.operation }, text);
    } catch (error) {
      if (error instanceof AppError) throw error;
      log.warn("management does not answer the portal", { reason: describe(error) });
      throw unavailable(describe(error));
    }
  };
}

/** Refusals of the developer as they are. That the portal itself is refused is nobody's business but the operators'. */
function refusalOf(answer: Response, text: string): AppError {
  const { error, message } = parse(text);
  const isRefusal = answer.status < 500 && error !== "unauthorized" && isCode(error);
  if (!isRefusal) return unavailable(`management answered ${answer.status} ${String(error)}`);
  const retryAfter = answer.headers.get("retry-after");
  return new AppError(error, {
    ...(typeof message === "string" && { message }),
    ...(retryAfter !== null && { headers: { "Retry-After": retryAfter } }),
  });
}

async function readText(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error("the answer is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): { error?: unknown; message?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

function isCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(catalogue, code);
}

function unavailable(log: string): AppError {
  return new AppError("service_unavailable", { log, headers: { "Retry-After": "5" } });
}

function describe(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return cause === undefined ? String(error) : `${String(error)} (${String(cause)})`;
}
