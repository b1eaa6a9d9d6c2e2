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
  refuseUnsafe(answer, text);
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

/** What every answer has to say to browsers; a member of undefined must not be there. */
const safeHeaders: Readonly<Record<string, RegExp | undefined>> = {
  "x-content-type-options": /^nosniff$/,
  "x-frame-options": /^DENY$/,
  "content-security-policy": /default-src 'none'.*frame-ancestors 'none'/,
  "referrer-policy": /^no-referrer$/,
  "cache-control": /^no-store$/,
  "x-request-id": /^[\w.-]{8,128}$/,
  "access-control-allow-credentials": undefined,
  "x-powered-by": undefined,
};
/** Where something is in our sources, or in those of others. */
const inside = /\\n\s+at |node_modules|\bsrc\/[\w/-]+\.ts|\.ts:\d+:\d+/;

/** @throws Error when a browser isn't told what it must not do, or the caller is told where in the sources something failed */
function refuseUnsafe(answer: Response, text: string): void {
  for (const [name, wanted] of Object.entries(safeHeaders)) {
    const value = answer.headers.get(name);
    if (wanted === undefined ? value !== null : !wanted.test(value ?? ""))
      throw new Error(`${answer.url} answers with ${name}: ${value}`);
  }
  if (inside.test(text)) throw new Error(`${answer.url} answers with what is inside: ${text.slice(0, 500)}`);
}

/** @throws Error when the route answers with a status, a body or an error code that it doesn't declare */
function refuseUndeclared(route: Route, answer: Response, body: unknown): void {
  const name = `${route.method} ${route.path}`;
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
