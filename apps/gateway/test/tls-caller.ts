import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import type { ConnectionOptions } from "node:tls";
import type { TestCaller } from "./published-config.ts";

export type TlsAnswer = { status: number; error: string | null; requestId: string; challenge: string };

/** The two ids, and no token. */
export function idsOf({ clientId, profileId }: TestCaller): Record<string, string> {
  return { "x-client-id": clientId, "x-profile-id": profileId };
}

/** What a caller shows of a certificate; nothing without one. */
export function shows(issued: { chain: string; privateKey: string } | undefined): ConnectionOptions {
  return issued === undefined ? {} : { cert: issued.chain, key: issued.privateKey };
}

/** One request on a TLS connection of its own. */
export async function callTls(
  port: number,
  headers: Record<string, string | string[]>,
  options: ConnectionOptions = {},
): Promise<TlsAnswer> {
  const answer = await openTlsAnswer(port, headers, options);
  let text = "";
  for await (const chunk of answer) text += String(chunk);
  const { error = null } = JSON.parse(text) as { error?: string };
  return {
    status: answer.statusCode ?? 0,
    error,
    requestId: String(answer.headers["x-request-id"]),
    challenge: String(answer.headers["www-authenticate"]),
  };
}

/** The answer of such a request once its head is there. */
export async function openTlsAnswer(
  port: number,
  headers: Record<string, string | string[]>,
  options: ConnectionOptions = {},
): Promise<IncomingMessage> {
  const outgoing = request({
    host: "127.0.0.1",
    port,
    path: "/demo/accounts",
    headers,
    rejectUnauthorized: false,
    agent: false,
    ...options,
  });
  outgoing.end();
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  return answer;
}
