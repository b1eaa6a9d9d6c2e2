import { commonErrors, declaredRoutes } from "../src/http/openapi.ts";
import type { Route } from "../src/http/route.ts";
import { refuseUndocumented } from "./documented-answers.ts";
import type { StartedManagement } from "./started-management.ts";

export type Answer<T = Record<string, unknown>> = { status: number; headers: Headers; body: T };
export type Call = <T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer<T>>;

const routes = declaredRoutes().map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll(/:[^/]+/g, "[^/]+")}$`),
}));

/** Calls the API as a user (null: as nobody), and holds every answer to what its route declares. */
export async function apiCaller(
  { url, identity }: Pick<StartedManagement, "url" | "identity">,
  username: string | null,
): Promise<Call> {
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
    const parsed = text === "" ? undefined : JSON.parse(text);
    const route = declared(method, path);
    if (route !== undefined) {
      refuseUndeclared(route, answer, parsed);
      refuseUndocumented(route, answer, parsed);
    }
    return { status: answer.status, headers: answer.headers, body: (parsed ?? {}) as T };
  };
}

function declared(method: string, path: string): Route | undefined {
  const plain = path.split("?")[0] ?? "";
  const matching = routes.filter(
    ({ pattern, route }) => pattern.test(plain) && route.method === method.toLowerCase(),
  );
  return (matching.find(({ route }) => route.path === plain) ?? matching[0])?.route;
}

/** @throws Error when the route answers with a status, a body or an error code that it doesn't declare */
function refuseUndeclared(route: Route, answer: Response, body: unknown): void {
  const name = `${route.method} ${route.path}`;
  if (answer.headers.get("x-request-id") === null) throw new Error(`${name} answers without X-Request-ID`);
  if (!answer.ok) {
    const { error } = body as { error: never };
    if ([...commonErrors, ...route.errors].includes(error)) return;
    throw new Error(`${name} answers ${answer.status} ${error}, which it does not declare`);
  }
  if (answer.status !== route.status) throw new Error(`${name} answers ${answer.status}`);
  if (route.response === undefined) {
    if (body !== undefined) throw new Error(`${name} answers with a body that it does not declare`);
    return;
  }
  const parsed = route.response.safeParse(body);
  if (!parsed.success) throw new Error(`${name} answers something else: ${parsed.error.message}`);
}
