import { holdAnswers } from "./hold-answers.ts";
import type { StartedManagement } from "./started-management.ts";

export type Answer<T = Record<string, unknown>> = { status: number; headers: Headers; body: T };
export type Call = <T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer<T>>;

/** Calls the API as a user (null: as nobody), and holds every answer to what its route declares. */
export async function apiCaller(
  { url, identity }: Pick<StartedManagement, "url" | "identity">,
  username: string | null,
): Promise<Call> {
  holdAnswers(url);
  const authorization =
    username === null ? {} : { authorization: `Bearer ${await identity.token(username)}` };
  return async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const payload = body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body);
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { ...authorization, ...type, ...headers },
      body: payload,
    });
    const text = await answer.text();
    const parsed = text === "" ? {} : JSON.parse(text);
    return { status: answer.status, headers: answer.headers, body: parsed as T };
  };
}
