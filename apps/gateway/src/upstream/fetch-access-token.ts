import type { EgressGuard } from "@zerq/egress/guard";
import { z } from "zod";
import type { TokenRequest } from "./token-request.ts";

/** Milliseconds. */
const TIMEOUT_MS = 10_000;
const LARGEST_ANSWER = 64 * 1024;
/** Seconds that a token is taken to live when the server doesn't say, and at most whatever it says. */
const DEFAULT_LIFETIME = 300;
const LONGEST_LIFETIME = 86_400;

/** RFC 6749 section 5.1. A token goes into a header as it is, so it holds nothing that could end one (RFC 6750 section 2.1). */
const answerShape = z.object({
  access_token: z
    .string()
    .max(16_384)
    .regex(/^[A-Za-z0-9._~+/-]+=*$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().optional(),
});

/**
 * Asks for a token with the client credentials grant. The client authenticates with HTTP Basic, id and secret form-encoded
 * first (RFC 6749 section 2.3.1).
 * @param timeoutMs for the whole exchange
 * @throws Error with a text for the log, which holds nothing that the server has said but its status and error code; it has a
 *   cause when there was no answer
 */
export async function fetchAccessToken(
  guard: EgressGuard,
  request: TokenRequest,
  timeoutMs = TIMEOUT_MS,
): Promise<{ token: string; lifetimeMs: number }> {
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  if (request.scope !== "") form.set("scope", request.scope);
  if (request.audience !== "") form.set("audience", request.audience);
  const pair = `${formEncoded(request.clientId)}:${formEncoded(request.clientSecret.reveal())}`;
  const where = new URL(request.tokenUrl).origin;
  let answer: Response;
  let text: string;
  try {
    answer = await guard.fetch(request.tokenUrl, {
      method: "POST",
      headers: {
        authorization: `Basic ${Buffer.from(pair, "utf8").toString("base64")}`,
        "content-type": "application/x-www-form-urlencoded",
        accept: "application/json",
      },
      body: form.toString(),
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await readCapped(answer);
  } catch (error) {
    throw new Error(`the token endpoint at ${where} can't be asked: ${reasonOf(error)}`, { cause: error });
  }
  const body = parsed(text);
  if (answer.status !== 200)
    throw new Error(`the token endpoint at ${where} answers ${answer.status}${codeIn(body)}`);
  const token = answerShape.safeParse(body);
  if (!token.success)
    throw new Error(`the token endpoint at ${where} answers 200 without a usable bearer token`);
  const seconds = Math.min(token.data.expires_in ?? DEFAULT_LIFETIME, LONGEST_LIFETIME);
  return { token: token.data.access_token, lifetimeMs: seconds * 1_000 };
}

function formEncoded(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}

async function readCapped(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new Error(`its answer is larger than ${LARGEST_ANSWER} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One of the standard's error codes (RFC 6749 section 5.2), or nothing. */
function codeIn(body: unknown): string {
  const code = z.object({ error: z.string().regex(/^[a-z_]{1,40}$/) }).safeParse(body);
  return code.success ? ` ${code.data.error}` : "";
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
