import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { declaredRoutes } from "../src/http/openapi.ts";
import { apiCaller, type Call } from "./api-caller.ts";
import { create, type Kind, kinds, type Resource, sampleBody } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

type Refused = {
  error: string;
  message: string;
  requestId: string;
  details?: { path: string; code: string }[];
};

let management: StartedManagement;
let call: Call;
/** May do all that has an id in its path. */
let everything: Call;
beforeAll(async () => {
  management = await startTestManagement();
  call = await apiCaller(management, "modifier");
  everything = await apiCaller(management, "admin");
});
afterAll(() => management?.stop());

async function version(): Promise<unknown> {
  const { body } = await call<{ items: { version: number }[] }>("GET", "/versions?limit=1");
  return body.items[0]?.version;
}

const paths = ({ details = [] }: Refused) => details.map(({ path }) => path);

describe("a body that is no JSON, or not only that", () => {
  const bodies: [string, string, Record<string, string>, number, string][] = [
    ["malformed", '{"name": ', {}, 400, "bad_request"],
    ["a member twice", '{"name": "a", "name": "b"}', {}, 400, "bad_request"],
    ["a member twice, spelled differently", '{"name": "a", "\\u006eame": "b"}', {}, 400, "bad_request"],
    ["half of a surrogate pair", '{"name": "\\ud800"}', {}, 400, "bad_request"],
    ["nested 65 deep", `${'{"a":'.repeat(65)}1${"}".repeat(65)}`, {}, 400, "bad_request"],
    ["empty", "", { "content-type": "application/json" }, 400, "bad_request"],
    [
      "a form",
      "name=a",
      { "content-type": "application/x-www-form-urlencoded" },
      415,
      "unsupported_media_type",
    ],
    ["plain text", '{"name": "a"}', { "content-type": "text/plain" }, 415, "unsupported_media_type"],
    [
      "another charset",
      "{}",
      { "content-type": "application/json; charset=latin1" },
      415,
      "unsupported_media_type",
    ],
    ["compressed", "{}", { "content-encoding": "gzip" }, 415, "unsupported_media_type"],
    ["too large", `{"name": "${"a".repeat(1_100_000)}"}`, {}, 413, "body_too_large"],
    ["a list", "[]", {}, 400, "validation_failed"],
    ["null", "null", {}, 400, "validation_failed"],
    ["with __proto__", '{"__proto__": {"admin": true}}', {}, 400, "validation_failed"],
  ];
  it.each(bodies)("%s", async (_what, body, headers, status, code) => {
    const before = await version();
    for (const kind of kinds) {
      const answer = await call<Refused>("POST", `/${kind}`, body, headers);
      expect([kind, answer.status, answer.body.error]).toEqual([kind, status, code]);
    }
    expect(await version()).toBe(before);
  });
});

const operator = { $ne: null };
/** For each kind: what is wrong, the changed members, and the path that the refusal names. */
type Row = [what: string, changed: Record<string, unknown>, path: string, code?: string];
const several = (targets: object[]) => ({ targetEndpoint: undefined, upstream: { targets } });
const secure = (tls: object) => ({ targetEndpoint: "https://127.0.0.1:9", upstream: { tls } });
const keyless = { apiKey: undefined, keyIn: undefined, keyName: undefined };
const oauth = {
  ...keyless,
  type: "oauth2_client",
  clientId: "c",
  clientSecret: "s",
  tokenUrl: "http://127.0.0.1:9/token",
};
const mtlsCredential = {
  ...keyless,
  type: "mtls",
  clientCertificate: "$CERT",
  clientPrivateKey: "$CERT_KEY",
};
const basic = {
  type: "basic",
  apiKey: undefined,
  keyIn: undefined,
  keyName: undefined,
  username: "u",
  password: "p",
};
const issuer = "https://login.example.com";
const oidc = { issuer, audience: "api" };
const mtls = { caCertificates: "none", match: [{ type: "cn", value: "partner" }] };

const wrong: Record<Kind, Row[]> = {
  collections: [
    ["a wrong type", { name: 7 }, "name"],
    ["control characters in the name", { name: "a\u0000b" }, "name"],
    ["an operator as an id", { credentialId: operator }, "credentialId"],
    ["an id that names nothing", { credentialId: "0".repeat(24) }, "credentialId"],
    ["a base path outside the grammar", { basePath: "/a/../b" }, "basePath"],
    ["a base path with a parameter", { basePath: "/{a}" }, "basePath"],
    ["a base path of the gateway's own", { basePath: "/healthz" }, "basePath"],
    ["a target that is no URL", { targetEndpoint: "ftp://a" }, "targetEndpoint"],
    [
      "a header value with CR LF",
      { headers: [{ name: "X-A", value: "a\r\nX-B: c" }] },
      "headers.0.value.value",
    ],
    ["a header value beyond Latin-1", { headers: [{ name: "X-A", value: "€" }] }, "headers.0.value.value"],
    ["a header name with a space", { headers: [{ name: "X A", value: "a" }] }, "headers.0.name"],
    ["a framing header", { headers: [{ name: "Content-Length", value: "1" }] }, "headers.0.name"],
    ["an identity header", { headers: [{ name: "x-client-id", value: "1" }] }, "headers.0.name"],
    ["Zerq's own setting", { headers: [{ name: "X-A", value: "$ENCRYPTION_KEY" }] }, "headers.0.value.env"],
    ["a key outside the grammar", { key: "Not a key" }, "key"],
    ["an unknown field", { revision: 7 }, "revision"],
    ["a health check without a path", { upstream: { healthCheck: {} } }, "upstream.healthCheck.path"],
    [
      "a health check of another host",
      { upstream: { healthCheck: { path: "http://metadata/" } } },
      "upstream.healthCheck.path",
    ],
    [
      "a health check without a pause",
      { upstream: { healthCheck: { path: "/", intervalMs: 10 } } },
      "upstream.healthCheck.intervalMs",
    ],
    ["no target at all", { targetEndpoint: undefined }, "targetEndpoint"],
    ["both kinds of target", { upstream: { targets: [{ url: "http://127.0.0.1:9" }] } }, "targetEndpoint"],
    ["no target in a list", several([]), "upstream.targets"],
    ["no URL in a list", several([{ url: "nonsense" }]), "upstream.targets.0.url"],
    [
      "a target twice",
      several([{ url: "http://127.0.0.1:9" }, { url: "http://127.0.0.1:9/" }]),
      "upstream.targets",
    ],
    ["no weight anywhere", several([{ url: "http://127.0.0.1:9", weight: 0 }]), "upstream.targets"],
    [
      "a metadata service among targets",
      several([{ url: "http://169.254.169.254" }]),
      "",
      "egress_not_allowed",
    ],
    [
      "a circuit that never opens",
      { upstream: { circuitBreaker: { failures: 0 } } },
      "upstream.circuitBreaker.failures",
    ],
    ["too many retries", { upstream: { retry: { attempts: 99 } } }, "upstream.retry.attempts"],
    ["TLS settings without TLS", { upstream: { tls: {} } }, "upstream.tls"],
    ["an authority that is none", secure({ ca: "-----BEGIN" }), "upstream.tls.ca"],
    ["a server name that is none", secure({ serverName: "a b" }), "upstream.tls.serverName"],
    ["a verification as text", secure({ verify: "false" }), "upstream.tls.verify"],
    ...["a.example:80", "*", "*a.example", "http://a.example", "a..b", ""].map(
      (host): Row => [`the host ${host}`, { hosts: [host] }, "hosts.0"],
    ),
    ["CORS without origins", { cors: { allowOrigins: [] } }, "cors.allowOrigins"],
    ["CORS for null", { cors: { allowOrigins: ["null"] } }, "cors.allowOrigins.0"],
    ["CORS for a path", { cors: { allowOrigins: ["https://a.example/b"] } }, "cors.allowOrigins.0"],
    [
      "CORS with credentials",
      { cors: { allowOrigins: ["https://a.example"], allowCredentials: true } },
      "cors.allowCredentials",
    ],
    [
      "CORS for every header",
      { cors: { allowOrigins: ["https://a.example"], allowHeaders: ["*"] } },
      "cors.allowHeaders.0",
    ],
    ["maintenance without a message", { maintenance: {} }, "maintenance.message"],
    ["maintenance with CR LF", { maintenance: { message: "a\r\nb" } }, "maintenance.message"],
    ["maintenance until some time", { maintenance: { message: "a", until: "soon" } }, "maintenance.until"],
    ["a gateway group that isn't declared", { gatewayGroups: ["default", "eu"] }, "gatewayGroups.1"],
    ["no gateway group", { gatewayGroups: [] }, "gatewayGroups"],
    ["a gateway group twice", { gatewayGroups: ["default", "default"] }, "gatewayGroups"],
    ["a gateway group that is no name", { gatewayGroups: ["gateway:eu"] }, "gatewayGroups.0"],
    ["a metadata service", { targetEndpoint: "http://169.254.169.254" }, "", "egress_not_allowed"],
    ["a private address", { targetEndpoint: "http://10.1.2.3" }, "", "egress_not_allowed"],
    ["credentials in the target", { targetEndpoint: "http://a:b@127.0.0.1" }, "", "egress_not_allowed"],
  ],
  proxies: [
    ["an operator as an id", { collectionId: operator }, "collectionId"],
    ["a collection that isn't there", { collectionId: "0".repeat(24) }, "collectionId"],
    ["no method", { methods: [] }, "methods"],
    ["an unknown method", { methods: ["TRACE"] }, "methods.0"],
    ...["no-slash", "/a/../b", "/a//b", "/a;b", "/a%2fb", "/{a", "/*/b", "/a b", "/a\\b"].map(
      (path): Row => [`the path ${path}`, { path, targetPath: "/" }, "path"],
    ),
    ["a target with another parameter", { targetPath: "/{other}" }, "handler.targetPath"],
    ["both forms of a handler", { handler: { kind: "forward", targetPath: "/" } }, "targetPath"],
    ...[
      [],
      "text",
      { typ: "string" },
      { type: "strnig" },
      { $ref: "http://169.254.169.254/schema" },
      { pattern: "(?=a)" },
      { pattern: "(a{1,100}){1,10}" },
      { $ref: "#" },
      { $schema: "http://json-schema.org/draft-04/schema#" },
      { description: "a".repeat(70_000) },
    ].map(
      (requestSchema): Row => [
        `the schema ${JSON.stringify(requestSchema).slice(0, 50)}`,
        { requestSchema },
        "requestSchema",
      ],
    ),
    ["a wrong schema of answers", { responseSchema: { type: 7 } }, "responseSchema"],
    ...(
      [
        [{ in: "header" }, "in"],
        [{ type: "object" }, "type"],
        [{ name: "a b" }, "name"],
        [{ in: "path" }, "name"],
        [{ in: "path", name: "id", required: false }, "required"],
        [{ in: "path", name: "id", default: "x" }, "default"],
        [{ required: true, default: "x" }, "default"],
        [{ type: "integer", default: 1.5 }, "default"],
        [{ default: "x", enum: ["y"] }, "default"],
        [{ type: "boolean", enum: [true, "false"] }, "enum.1"],
        [{ pattern: "x" }, "pattern"],
      ] as const
    ).map(
      ([wrong, path]): Row => [
        `the parameter ${JSON.stringify(wrong)}`,
        { params: [{ name: "limit", in: "query", ...wrong }] },
        `params.0.${path}`,
      ],
    ),
    [
      "a parameter twice",
      {
        params: [
          { name: "a", in: "query" },
          { name: "a", in: "query" },
        ],
      },
      "params.1.name",
    ],
    ["a workflow", { targetPath: undefined, handler: { kind: "workflow" } }, "handler.kind", "not_supported"],
    ...(
      [
        [{ status: 100 }, "handler.status"],
        [{ status: 204, body: "x" }, "handler.body"],
        [{ body: 7 }, "handler.body"],
        [{ headers: [{ name: "X-A", value: "a\r\nX-B: c" }] }, "handler.headers.0.value"],
        [{ headers: { "Content-Length": "7" } }, "handler.headers.0.name"],
        [{ headers: { "Access-Control-Allow-Origin": "*" } }, "handler.headers.0.name"],
        [{ targetPath: "/" }, "handler.targetPath"],
      ] as const
    ).map(
      ([wrong, path]): Row => [
        `the static answer ${JSON.stringify(wrong)}`,
        { targetPath: undefined, handler: { kind: "static", ...wrong } },
        path,
      ],
    ),
    ["more of a body than is kept", { capture: { maxBytes: 65_537 } }, "capture.maxBytes"],
    ["a kind of capture that isn't there", { capture: { trailers: true } }, "capture.trailers"],
  ],
  clients: [
    ["no address", { email: undefined }, "email"],
    ["an address that is none", { email: "a@b@c" }, "email"],
    ["an operator in a list of ids", { collectionIds: [operator] }, "collectionIds.0"],
    ["a collection that isn't there", { collectionIds: ["0".repeat(24)] }, "collectionIds"],
    ["a policy that isn't there", { policyId: "0".repeat(24) }, "policyId"],
    ["a truth value as text", { active: "true" }, "active"],
    ["an id of its own", { id: "0".repeat(24) }, "id"],
  ],
  profiles: [
    ["an operator as an id", { clientId: operator }, "clientId"],
    ["a client that isn't there", { clientId: "0".repeat(24) }, "clientId"],
    ["an address that is none", { allowedIps: ["010.0.0.1"] }, "allowedIps.0"],
    ["everybody as a restriction", { allowedIps: ["0.0.0.0/0"] }, "allowedIps"],
    ["everybody in two halves", { allowedIps: ["0.0.0.0/1", "128.0.0.0/1"] }, "allowedIps"],
    ["everybody of IPv6", { allowedIps: ["2000::/3"] }, "allowedIps"],
    ["all of IPv4 inside of IPv6", { deniedIps: ["::ffff:0:0/90"] }, "deniedIps.0"],
    ["a time that is none", { expiresAt: "tomorrow" }, "expiresAt"],
    ["token versions", { token: { versions: [] } }, "token"],
    ["mtls without rules", { authType: "mtls" }, "mtls"],
    ["mtls with a text of authorities that holds none", { authType: "mtls", mtls }, "mtls.caCertificates"],
    ["mtls that names nobody", { authType: "mtls", mtls: { ...mtls, match: [] } }, "mtls.match"],
    ["none for everybody", { authType: "none", allowedIps: [] }, "allowedIps"],
    ["jwt rules on a token profile", { jwt: { algorithm: "HS256" } }, "jwt"],
    ["an asymmetric algorithm for jwt", { authType: "jwt", jwt: { algorithm: "RS256" } }, "jwt.algorithm"],
    ["a secret of one's own", { authType: "jwt", jwt: { secret: "x".repeat(64) } }, "jwt.secret"],
    ["versions of a secret", { authType: "jwt", jwt: { versions: [] } }, "jwt.versions"],
    ["a clock skew beyond 300 s", { authType: "jwt", jwt: { clockSkew: 301 } }, "jwt.clockSkew"],
    ["a lifetime of zero", { authType: "jwt", jwt: { maxLifetime: 0 } }, "jwt.maxLifetime"],
    ["oidc without rules", { authType: "oidc" }, "oidc"],
    ["oidc without an audience", { authType: "oidc", oidc: { issuer } }, "oidc.audience"],
    ["alg none", { authType: "oidc", oidc: { ...oidc, algorithms: ["none"] } }, "oidc.algorithms.0"],
    ["an HMAC for oidc", { authType: "oidc", oidc: { ...oidc, algorithms: ["HS256"] } }, "oidc.algorithms.0"],
    ["no algorithm", { authType: "oidc", oidc: { ...oidc, algorithms: [] } }, "oidc.algorithms"],
    [
      "another kind of token",
      { authType: "oidc", oidc: { ...oidc, tokenKind: "refresh" } },
      "oidc.tokenKind",
    ],
    [
      "a claim that is an object",
      { authType: "oidc", oidc: { ...oidc, requiredClaims: { a: { $ne: null } } } },
      "oidc.requiredClaims.a",
    ],
    [
      "a claim with a field of its own",
      { authType: "oidc", oidc: { ...oidc, requiredClaims: { iss: "x" } } },
      "oidc.requiredClaims.iss",
    ],
  ],
  policies: [
    ["a limit of zero", { rateLimit: { max: 0, interval: "1m" } }, "rateLimit.max"],
    ["a limit as text", { rateLimit: { max: "9", interval: "1m" } }, "rateLimit.max"],
    ["another interval", { rateLimit: { max: 1, interval: "2m" } }, "rateLimit.interval"],
    ["an unknown field inside", { rateLimit: { max: 1, interval: "1m", burst: 2 } }, "rateLimit.burst"],
    ["a quota of zero", { quota: { max: 0, interval: "1d" } }, "quota.max"],
    ["a quota that is no whole number", { quota: { max: 1.5, interval: "1d" } }, "quota.max"],
    ["a quota of an hour", { quota: { max: 1, interval: "1h" } }, "quota.interval"],
    ["a quota without an interval", { quota: { max: 1 } }, "quota.interval"],
    ["an unknown field in a quota", { quota: { max: 1, interval: "1d", carry: true } }, "quota.carry"],
  ],
  credentials: [
    ["no secret", { apiKey: undefined }, "apiKey"],
    ["Zerq's own setting", { apiKey: "$SNAPSHOT_KEY" }, "apiKey.env"],
    ["a framing header", { keyName: "Transfer-Encoding" }, "keyName"],
    ["an origin that is no URL", { origins: ["nonsense"] }, "origins.0"],
    ["an origin with a path", { origins: ["https://a.example/b"] }, "origins.0"],
    ["a metadata service", { origins: ["http://169.254.169.254"] }, "", "egress_not_allowed"],
    ["a file elsewhere", { apiKey: { file: "../a" } }, "apiKey.file"],
    ["a hidden file", { apiKey: { file: ".a" } }, "apiKey.file"],
    ["an unknown type", { type: "ftp" }, "type"],
    ["the fields of another type", { type: "sendgrid" }, "fromAddress"],
    ["a field of another type", { password: "p" }, "password"],
    ["a name that Basic can't carry", { ...basic, username: "a:b" }, "username"],
    ["no token URL", { ...oauth, tokenUrl: undefined }, "tokenUrl"],
    ["a token URL with a query", { ...oauth, tokenUrl: "http://127.0.0.1:9/?a=b" }, "tokenUrl"],
    ["a scope with a space", { ...oauth, scopes: ["a b"] }, "scopes.0"],
    [
      "a certificate that is none",
      { ...mtlsCredential, clientCertificate: { value: "x" } },
      "clientCertificate",
    ],
    ["a key that is none", { ...mtlsCredential, clientPrivateKey: { value: "x" } }, "clientPrivateKey"],
    ["an authority that is none", { ...mtlsCredential, caCertificate: { value: "x" } }, "caCertificate"],
    ["no password", { ...basic, password: undefined }, "password"],
    ["an unknown type", { type: "magic" }, "type"],
  ],
};

describe("a shape that is wrong is refused on creation and on replacement, and nothing is written", () => {
  const rows = kinds.flatMap((kind) => wrong[kind].map((row) => ({ kind, row, what: row[0] })));
  const created = new Map<Kind, Resource>();
  it.each(rows)("$kind: $what", async ({ kind, row: [, changed, path, code = "validation_failed"] }) => {
    const resource = created.get(kind) ?? (await create(call, kind));
    created.set(kind, resource);
    const body = { ...(await sampleBody(call, kind)), ...changed };
    const before = await version();
    const onCreate = await call<Refused>("POST", `/${kind}`, body);
    expect([onCreate.status, onCreate.body.error]).toEqual([400, code]);
    if (path !== "") expect(paths(onCreate.body)).toContain(path);
    expect(onCreate.body.requestId).toBe(onCreate.headers.get("x-request-id"));
    const headers = { "if-match": `"${resource.revision}"` };
    const onReplace = await call<Refused>("PUT", `/${kind}/${resource.id}`, body, headers);
    expect([onReplace.status, onReplace.body.error]).toEqual([400, code]);
    expect(await version()).toBe(before);
  });

  it("says no secret back", async () => {
    const secret = "a-secret-that-was-typed-into-the-wrong-place";
    const bodies = [
      { ...(await sampleBody(call, "credentials")), apiKey: { value: secret, extra: secret } },
      {
        ...(await sampleBody(call, "credentials")),
        apiKey: { value: secret },
        keyName: `${secret} ${secret}`,
      },
      { ...(await sampleBody(call, "credentials")), type: secret },
      { ...(await sampleBody(call, "credentials")), keyIn: secret },
    ];
    for (const body of bodies) {
      const answer = await call("POST", "/credentials", body);
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).not.toContain(secret);
    }
  });
});

describe("a wrong shape is refused before anyone learns whether the resource exists", () => {
  const missing = "0123456789abcdef01234567";
  it.each(kinds)("%s", async (kind) => {
    const headers = { "if-match": '"1"' };
    const patch = await call<Refused>("PATCH", `/${kind}/${missing}`, { name: 7, colour: "red" }, headers);
    expect([patch.status, patch.body.error]).toEqual([400, "validation_failed"]);
    expect(paths(patch.body).sort()).toEqual(["colour", "name"]);
    const put = await call<Refused>("PUT", `/${kind}/${missing}`, {}, headers);
    expect([put.status, put.body.error]).toEqual([400, "validation_failed"]);
    const noMap = await call<Refused>("PATCH", `/${kind}/${missing}`, [], headers);
    expect([noMap.status, noMap.body.error]).toEqual([400, "validation_failed"]);
  });

  const withId = declaredRoutes().filter(({ path }) => path.includes(":id"));
  it.each(withId.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "an id that is none: %s",
    async (_name, { method, path }) => {
      for (const id of [
        "%7B%22$ne%22:null%7D",
        "1",
        "0123456789ABCDEF01234567",
        "__proto__",
        `${missing}0`,
      ]) {
        const answer = await everything<Refused>(method.toUpperCase(), path.replace(":id", id));
        expect([id, answer.status, answer.body.error]).toEqual([id, 400, "validation_failed"]);
        expect(paths(answer.body)).toEqual(["params.id"]);
      }
    },
  );
});

describe("a query that is wrong is refused", () => {
  it.each([
    ["limit=0", "query.limit"],
    ["limit=501", "query.limit"],
    ["limit=1e2", "query.limit"],
    ["limit=1&limit=2", "query.limit"],
    ["cursor=abc", "query.cursor"],
    ["sort=basePath", "query.sort"],
    ["sort=name,name", "query.sort"],
    ["label=team", "query.label"],
    ["colour=red", "query.colour"],
    ["status[$ne]=draft", "query.status[$ne]"],
    ["status=live", "query.status"],
    ["credentialId=1", "query.credentialId"],
    ["wait=applied", "query.wait"],
  ])("%s", async (query, path) => {
    const answer = await call<Refused>("GET", `/collections?${query}`);
    expect([answer.status, answer.body.error]).toEqual([400, "validation_failed"]);
    expect(paths(answer.body)).toEqual([path]);
  });

  it("where the percent-encoding is broken", async () => {
    expect((await call("GET", "/collections?q=%E0%A4")).body.error).toBe("bad_request");
    expect((await call("GET", "/collections/%E0%A4")).body.error).toBe("bad_request");
  });

  it.each([
    "wait=all",
    "timeout=1",
    "wait=applied&timeout=0",
    "wait=applied&timeout=61",
    "wait=applied&timeout=x",
  ])("a change with %s", async (query) => {
    const answer = await call<Refused>("POST", `/policies?${query}`, await sampleBody(call, "policies"));
    expect([answer.status, answer.body.error]).toEqual([400, "validation_failed"]);
  });
});
