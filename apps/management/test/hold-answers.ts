import { parseStrictYaml } from "@zerq/json/strict-yaml";
import { commonErrors, declaredRoutes } from "../src/http/openapi.ts";
import type { Route } from "../src/http/route.ts";
import { refuseUndocumented } from "./documented-answers.ts";

const BASE = "/api/v1";
const routes = declaredRoutes().map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll(/:[^/]+/g, "[^/]+")}$`),
}));
const origins = new Set<string>();
const plainFetch = globalThis.fetch;

/**
 * From here on, every answer of this management's API that a test gets by `fetch`, however it is called, is held to what its route
 * declares and to the OpenAPI document.
 * @param url management's own
 */
export function holdAnswers(url: string): void {
  origins.add(new URL(url).origin);
  globalThis.fetch = heldFetch;
}

async function heldFetch(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  const answer = await plainFetch(input, init);
  const { origin, pathname } = new URL(input instanceof Request ? input.url : input);
  const route = origins.has(origin) && declared(init?.method ?? "GET", pathname);
  if (!route) return answer;
  const text = await answer.clone().text();
  const isYaml = answer.headers.get("content-type") === "application/yaml";
  const body = text === "" ? undefined : isYaml ? parseStrictYaml(text) : JSON.parse(text);
  refuseUndeclared(route, answer, body);
  refuseUndocumented(route, answer, body);
  return answer;
}

function declared(method: string, pathname: string): Route | undefined {
  if (!pathname.startsWith(BASE)) return undefined;
  const path = pathname.slice(BASE.length);
  const matching = routes.filter(
    ({ pattern, route }) => pattern.test(path) && route.method === method.toLowerCase(),
  );
  return (matching.find(({ route }) => route.path === path) ?? matching[0])?.route;
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
