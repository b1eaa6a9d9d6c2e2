import type { Role } from "@zerq/auth/permissions";
import { rolesAllow } from "@zerq/auth/permissions";
import { AppError } from "@zerq/errors/app-error";
import { renderYaml } from "@zerq/json/strict-yaml";
import type { Request, Response } from "express";
import type { z } from "zod";
import type { Caller } from "../auth/caller.ts";
import { id as idShape } from "../resources/fields.ts";
import { parseInput } from "../resources/parse-input.ts";
import type { StoredAnswer } from "./idempotency.model.ts";
import type { Claim, Idempotency } from "./idempotency.ts";
import { readIfMatch } from "./if-match.ts";
import { type RequestBody, readBody } from "./read-body.ts";
import { parseQuery, splitQuery } from "./read-query.ts";
import { actorContext } from "./request-context.ts";
import { makesVersion, type Route, type RouteAnswer, type RouteRequest } from "./route.ts";
import { withoutShownOnce } from "./shown-once.ts";
import { type AppliedVersions, appliedHeaders, readWait } from "./wait-applied.ts";

export type RouteServices = { idempotency: Idempotency; gateways: AppliedVersions };

/** One request to a declared route: role first, then shape, then whatever the handler finds. */
export async function serveRoute(
  route: Route,
  services: RouteServices,
  caller: Caller,
  request: Request,
  response: Response,
): Promise<void> {
  refuseRole(caller.roles, route);
  const { input, waitMs, body } = await readShape(route, caller, request);
  const claim = claimKey(route, services, request, input, body);
  const earlier = claim === undefined ? undefined : await services.idempotency.find(claim);
  if (earlier !== undefined) return replay(response, earlier);
  let answer: RouteAnswer;
  try {
    answer = await route.handle(input);
  } catch (error) {
    // The same key at the same time: the other request was faster, and its answer is ours too.
    const other =
      claim !== undefined && isConflict(error) ? await services.idempotency.find(claim) : undefined;
    if (other === undefined) throw error;
    return replay(response, other);
  }
  const headers = headersOf(answer);
  if (claim !== undefined && answer.configVersion !== undefined) {
    const body = JSON.stringify(withoutShownOnce(answer.body, answer.shownOnce ?? []));
    await services.idempotency.store(claim, { status: route.status, headers, body });
  }
  if (waitMs !== undefined && answer.configVersion !== undefined) {
    const reached = await services.gateways.waitUntilApplied(
      answer.configVersion,
      waitMs,
      answer.configEpoch,
    );
    Object.assign(headers, appliedHeaders(reached));
  }
  if (answer.asYaml === true) return send(response, route.status, headers, renderYaml(answer.body), yamlType);
  send(response, route.status, headers, answer.body === undefined ? undefined : JSON.stringify(answer.body));
}

/** RFC 9512. */
const yamlType = "application/yaml";

function refuseRole(roles: readonly Role[], { permission, method, path }: Route): void {
  if (!rolesAllow(roles, permission))
    throw new AppError("forbidden", { log: `${permission} for ${method} ${path}` });
}

async function readShape(
  route: Route,
  caller: Caller,
  request: Request,
): Promise<{ input: RouteRequest; waitMs: number | undefined; body: RequestBody | undefined }> {
  const params = readParams(route, request);
  const parameters = splitQuery(request.originalUrl);
  const { wait, timeout, ...own } = parameters;
  const changes = makesVersion(route);
  const waitMs = changes ? readWait(parameters) : undefined;
  const query = parseQuery(route.query, changes ? own : parameters) as Record<string, string>;
  const ifMatch = readIfMatch(request.headers["if-match"], route.ifMatch);
  const body = await readBody(request, route);
  return {
    input: {
      caller,
      context: actorContext(request, caller),
      params,
      query,
      body: parseBody(route, body),
      ifMatch,
      wantsYaml: /\byaml\b/i.test(request.headers.accept ?? ""),
    },
    waitMs,
    body,
  };
}

function readParams(route: Route, request: Request): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.params)) {
    const schema: z.ZodType<string> = route.params?.[name] ?? idShape;
    params[name] = parseInput(schema, value, `params.${name}`);
  }
  return params;
}

function parseBody(route: Route, body: RequestBody | undefined): unknown {
  if (route.body === undefined) {
    if (body !== undefined) throw new AppError("bad_request", { message: "This endpoint takes no body." });
    return undefined;
  }
  if (body !== undefined) return parseInput(route.body, body.value);
  if (route.bodyOptional === true) return undefined;
  throw new AppError("bad_request", { message: "The body is missing." });
}

function claimKey(
  route: Route,
  { idempotency }: RouteServices,
  request: Request,
  { context, params }: RouteRequest,
  body: RequestBody | undefined,
): Claim | undefined {
  const key = request.headers["idempotency-key"];
  if (route.method !== "post" || !makesVersion(route) || key === undefined) return undefined;
  const target = `${route.path} ${JSON.stringify(params)}`;
  return idempotency.claim(context, String(key), target, body?.text ?? "");
}

function isConflict(error: unknown): boolean {
  return error instanceof AppError && (error.code === "idempotency_conflict" || error.code === "conflict");
}

function headersOf({ revision, configVersion }: RouteAnswer): Record<string, string> {
  return {
    ...(revision === undefined ? {} : { ETag: `"${revision}"` }),
    ...(configVersion === undefined ? {} : { "Zerq-Config-Version": String(configVersion) }),
  };
}

function replay(response: Response, { status, headers, body }: StoredAnswer): void {
  send(response, status, { ...headers, "Idempotency-Replayed": "true" }, body);
}

function send(
  response: Response,
  status: number,
  headers: Record<string, string>,
  body: string | undefined,
  type = "application/json",
): void {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body === undefined || status === 204) return void response.end();
  response.setHeader("Content-Type", type);
  response.setHeader("Content-Length", Buffer.byteLength(body));
  response.end(body);
}
