import { inject } from "vitest";
import { keepAnswer, noteSecrets, secrets } from "./run-records.ts";

export type Answer<T = Record<string, unknown>> = { status: number; headers: Headers; body: T };

const dev = inject("dev");
const tokens = new Map<string, string>();

/** An access token of one of the four users, by the same request that `zerq token` makes. */
export async function userToken(username: string): Promise<string> {
  const known = tokens.get(username);
  if (known !== undefined) return known;
  const user = dev.identityProvider.users.find((candidate) => candidate.username === username);
  if (user === undefined) throw new Error(`no such user: ${username}`);
  const answer = await fetch(dev.identityProvider.tokenUrl, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({
      grant_type: "password",
      client_id: dev.identityProvider.cliClientId,
      username: user.username,
      password: user.password,
    }),
  });
  const { access_token } = (await answer.json()) as { access_token?: string };
  if (access_token === undefined) throw new Error(`no token for ${username}: ${answer.status}`);
  secrets.add(`access token of ${username}`, access_token);
  tokens.set(username, access_token);
  return access_token;
}

/** Calls the management API as a user (null: without a token). */
export async function manage<T = Record<string, unknown>>(
  username: string | null,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer<T>> {
  const authorization = username === null ? {} : { authorization: `Bearer ${await userToken(username)}` };
  const payload = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  const type = body === undefined ? {} : { "content-type": "application/json" };
  noteSecrets(`${method} ${path}`, body);
  const answer = await fetch(`${dev.management.url}/api/v1${path}`, {
    method,
    headers: { ...authorization, ...type, ...headers },
    ...payload,
  });
  const text = await answer.text();
  const parsed = text === "" ? {} : JSON.parse(text);
  // What is shown once is in that one answer on purpose.
  if (noteSecrets(`the answer to ${method} ${path}`, parsed) === 0) keepAnswer("management", text);
  return { status: answer.status, headers: answer.headers, body: parsed as T };
}

export type Caller = { clientId: string; profileId: string; token: string };

export function identity(caller: Caller): Record<string, string> {
  return {
    "x-client-id": caller.clientId,
    "x-profile-id": caller.profileId,
    authorization: `Bearer ${caller.token}`,
  };
}

/** Calls the gateway; the demo client when no caller is given. */
export async function call(
  path: string,
  caller: Caller = dev.demo,
  init: RequestInit = {},
): Promise<Response> {
  const headers = { ...identity(caller), ...(init.headers as Record<string, string> | undefined) };
  const answer = await fetch(`${dev.gateway.url}${path}`, { ...init, headers });
  const text = answer.ok ? "" : await answer.clone().text();
  // What comes from an upstream may well say what it was sent.
  if (text.includes('"requestId"')) keepAnswer(`gateway ${answer.status}`, text);
  return answer;
}

/** Polls until `probe` gives something other than undefined. */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined>,
  patienceMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const result = await probe();
    if (result !== undefined) return result;
    if (Date.now() > deadline) throw new Error(`waited ${patienceMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
