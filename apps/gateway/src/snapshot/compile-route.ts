import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { parsePathTemplate, parseTargetPath } from "@zerq/plane-protocol/path-template";
import { compileCapture } from "../request-log/capture/capture-plan.ts";
import { compileValidation } from "../validation/compile-validation.ts";
import type { CollectionPlan, CredentialLookup } from "./compile-collection.ts";
import type { CompiledCredential } from "./compile-credential.ts";
import { CompileError } from "./compile-error.ts";
import { compileHeaderPlan, type HeaderOperation } from "./header-plan.ts";
import { resolveRules } from "./resolve-rules.ts";
import type { AttemptPlan, ForwardRoute, LiveRoute, StaticRoute } from "./route.ts";
import type { RouteEntry } from "./route-tree.ts";
import type { SecretOpener } from "./secret-opener.ts";
import { compileTargetPath } from "./target-path.ts";
import { type CompiledTls, compileTls } from "./upstream-tls.ts";

type Proxy = GatewayEntity<"proxy">;

/** What a handler of a proxy needs from the table; a kind without a compiler becomes a deny-route. */
const handlers: Readonly<Record<LiveRoute["kind"], typeof compileForward>> = {
  forward: compileForward,
  static: compileStatic,
};

/**
 * Compiles a published proxy into an entry of its collection's tree.
 * @throws CompileError, PathTemplateError, SealError or TypeError: then its place is taken by a deny-route
 */
export function compileRoute(
  proxy: Proxy,
  plan: CollectionPlan,
  credentials: CredentialLookup,
  opener: SecretOpener,
): RouteEntry {
  const compile = Object.hasOwn(handlers, proxy.handler.kind)
    ? handlers[proxy.handler.kind as LiveRoute["kind"]]
    : undefined;
  if (compile === undefined) throw new CompileError(`the handler ${proxy.handler.kind} is not supported`);
  return compile(proxy, plan, credentials, opener);
}

function compileForward(
  proxy: Proxy,
  plan: CollectionPlan,
  credentials: CredentialLookup,
  opener: SecretOpener,
): RouteEntry {
  const { entity: collection } = plan;
  const segments = parsePathTemplate(proxy.path);
  if (proxy.handler.targetPath === undefined)
    throw new CompileError("a forward handler without a target path");
  const targetPath = parseTargetPath(proxy.handler.targetPath, segments);
  const credential = credentialFor(proxy, plan, credentials);
  const { tls, digest } = tlsFor(plan, credential);
  const own = resolveRules("proxy", proxy.id, proxy.headers, opener);
  const request = [...plan.rules.request, ...own.request, ...credentialHeader(credential)];
  const apply = credential?.apply;
  const connectMs = proxy.timeouts.connectMs ?? collection.timeouts.connectMs;
  const route: ForwardRoute = {
    kind: "forward",
    proxyId: proxy.id,
    collectionId: collection.id,
    template: routeTemplate(collection.basePath, proxy.path),
    targets: mapTargets(plan.targets, ({ origin, basePath, weight }) => ({
      key: `${collection.id} ${origin}${basePath}`,
      origin,
      poolKey: `${origin} ${connectMs ?? ""} ${digest}`,
      path: compileTargetPath(basePath, targetPath, segments),
      weight,
    })),
    tls,
    attempts: attemptsOf(proxy, plan, credential),
    requestHeaders: compileHeaderPlan(request),
    responseHeaders: compileHeaderPlan([...lifecycleHeaders(proxy), ...plan.rules.response, ...own.response]),
    queryCredential: apply?.in === "query" ? { name: apply.name, pair: apply.pair } : undefined,
    missingEnv:
      (apply?.in === "nowhere" ? apply.missingEnv : undefined) ?? own.missingEnv ?? plan.rules.missingEnv,
    missingNames: [
      ...(apply?.in === "nowhere" ? [apply.missingEnv] : []),
      ...own.missingNames,
      ...plan.rules.missingNames,
    ],
    forwardIdentity: collection.forwardIdentity,
    maxBodyBytes: proxy.maxBodyBytes ?? collection.maxBodyBytes ?? undefined,
    validation: compileValidation(proxy, segments),
    capture: compileCapture(
      proxy.capture,
      [...collection.headers, ...proxy.headers],
      apply?.in === "header" || apply?.in === "query" ? apply.name : undefined,
    ),
    streaming: proxy.streaming,
    connectMs,
    headersMs: proxy.timeouts.headersMs ?? collection.timeouts.headersMs,
    idleBodyMs: proxy.timeouts.idleBodyMs ?? collection.timeouts.idleBodyMs,
  };
  return { segments, methods: proxy.methods, route };
}

/** Nothing of the upstream side is compiled: a static answer needs neither target nor credential. */
function compileStatic(
  proxy: Proxy,
  plan: CollectionPlan,
  _credentials: CredentialLookup,
  opener: SecretOpener,
): RouteEntry {
  const { status, headers, body } = proxy.handler;
  if (status === undefined || headers === undefined || body === undefined)
    throw new CompileError("a static handler without status, headers or body");
  refuseStaticAnswer(status, body);
  const own = resolveRules("proxy", proxy.id, proxy.headers, opener);
  const answer = headers.map(({ name, value }) => ({ op: "append" as const, name, value }));
  if (body !== "" && !headers.some(({ name }) => name.toLowerCase() === "content-type"))
    answer.push({ op: "append", name: "Content-Type", value: "text/plain; charset=utf-8" });
  const segments = parsePathTemplate(proxy.path);
  const route: StaticRoute = {
    kind: "static",
    proxyId: proxy.id,
    collectionId: plan.entity.id,
    template: routeTemplate(plan.entity.basePath, proxy.path),
    status,
    body,
    responseHeaders: compileHeaderPlan([
      ...answer,
      ...lifecycleHeaders(proxy),
      ...plan.rules.response,
      ...own.response,
    ]),
    missingEnv: own.missingEnv ?? plan.rules.missingEnv,
    missingNames: [...own.missingNames, ...plan.rules.missingNames],
    maxBodyBytes: proxy.maxBodyBytes ?? plan.entity.maxBodyBytes ?? undefined,
    validation: compileValidation(proxy, segments),
    capture: compileCapture(proxy.capture, [...plan.entity.headers, ...proxy.headers], undefined),
    streaming: proxy.streaming,
    idleBodyMs: proxy.timeouts.idleBodyMs ?? plan.entity.timeouts.idleBodyMs,
  };
  return { segments, methods: proxy.methods, route };
}

/** @throws CompileError for a status that ends nothing (RFC 9110 section 15.2), or a body where none can be (section 6.4.1) */
function refuseStaticAnswer(status: number, body: string): void {
  if (status < 200 || status > 599) throw new CompileError(`a static answer with status ${status}`);
  if (body !== "" && (status === 204 || status === 205 || status === 304))
    throw new CompileError(`a static answer with status ${status} and a body`);
}

/** A proxy's credential wins over its collection's. It is sent only where its own origins allow. */
function credentialFor(
  proxy: Proxy,
  plan: CollectionPlan,
  credentials: CredentialLookup,
): CompiledCredential | undefined {
  const id = proxy.credentialId ?? plan.entity.credentialId;
  if (id === null) return undefined;
  const credential = credentials(id);
  for (const { origin } of plan.targets) {
    if (credential.origins.size > 0 && !credential.origins.has(origin))
      throw new CompileError(`the credential ${id} may not be sent to ${origin}`);
  }
  return credential;
}

/** @throws CompileError when TLS is asked for towards a target without it: it would be ignored there */
function tlsFor(
  { entity, targets }: CollectionPlan,
  credential: CompiledCredential | undefined,
): CompiledTls {
  const identity = credential?.apply.in === "tls" ? credential.apply.identity : undefined;
  const compiled = compileTls(entity.tls, identity);
  const plain = targets.find(({ origin }) => !origin.startsWith("https:"));
  if (compiled.tls !== undefined && plain !== undefined)
    throw new CompileError(`TLS settings or a client certificate, but ${plain.origin} is not https`);
  return compiled;
}

function attemptsOf(
  proxy: Proxy,
  { entity, targets }: CollectionPlan,
  credential: CompiledCredential | undefined,
): AttemptPlan | undefined {
  const retries = entity.retry?.attempts ?? 0;
  const breaker = entity.circuitBreaker;
  const token = credential?.apply.in === "token" ? credential.apply.request : undefined;
  if (targets.length === 1 && retries === 0 && breaker === undefined && token === undefined) return undefined;
  const isHealthChecked = entity.healthCheck !== undefined;
  return { retries, retryable: proxy.retryable ?? false, breaker, isHealthChecked, token };
}

/** As `map`, but it is known that there is at least one. */
function mapTargets<T, R>([first, ...others]: readonly [T, ...T[]], make: (target: T) => R): [R, ...R[]] {
  return [make(first), ...others.map(make)];
}

function credentialHeader(credential: CompiledCredential | undefined): HeaderOperation[] {
  const apply = credential?.apply;
  // The token is added when the request is sent; nothing else may stand in its place.
  if (apply?.in === "token") return [{ op: "remove", name: "authorization" }];
  return apply?.in === "header" ? [{ op: "set", name: apply.name, value: apply.value }] : [];
}

/** Since when the endpoint is deprecated (RFC 9745 section 2.1), and when it will be gone (RFC 8594 section 3). */
function lifecycleHeaders({ deprecatedAt, sunset }: Proxy): HeaderOperation[] {
  const headers: HeaderOperation[] = [];
  if (deprecatedAt !== undefined)
    headers.push({ op: "set", name: "Deprecation", value: `@${Math.floor(deprecatedAt / 1_000)}` });
  if (sunset !== undefined)
    headers.push({ op: "set", name: "Sunset", value: new Date(sunset).toUTCString() });
  return headers;
}

export function routeTemplate(basePath: string, path: string): string {
  if (basePath === "/") return path;
  return path === "/" ? basePath : basePath + path;
}
