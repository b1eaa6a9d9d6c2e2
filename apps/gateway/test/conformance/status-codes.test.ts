import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { catalogue, type ErrorCode } from "@zerq/errors/catalogue";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestCaller } from "../published-config.ts";
import { publishRoute, type RouteParts } from "../published-route.ts";
import { sendRaw } from "../raw-http.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { asCaller, expectRefusal } from "./expect-refusal.ts";

/** Accepts connections and says nothing. */
const silent = createServer((socket) => void socket.on("error", () => undefined));
let gateway: TestGateway;
beforeAll(async () => {
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  gateway = await startTestGateway({
    settings: {
      GATEWAY_MAX_BODY_BYTES: "1000",
      GATEWAY_HEADERS_TIMEOUT: "500ms",
      GATEWAY_AUTH_FAILURES: "1",
      GATEWAY_UPSTREAM_HEADERS_TIMEOUT: "300ms",
    },
  });
});
afterAll(async () => {
  await gateway.stop();
  silent.close();
});

const line = "GET /demo/accounts HTTP/1.1";
const own = (caller: TestCaller = gateway.caller, path = "/demo/accounts") =>
  asCaller(caller, `GET ${path} HTTP/1.1`);

/** A request by a profile with these fields, of a client with those. */
async function as(
  profile: Partial<Parameters<TestGateway["config"]["profile"]>[0]>,
  client: Parameters<TestGateway["config"]["client"]>[0] = {},
  tokenExpiresAt: number | null = null,
): Promise<string> {
  const { config, collection } = gateway;
  const owner = config.client({ collectionIds: [collection.id], ...client });
  const made = config.profile({ clientId: owner.id, ...profile }, tokenExpiresAt);
  await gateway.publish(config.put("client", owner), config.put("profile", made.profile));
  return own(made.caller);
}

async function to(parts: RouteParts, method = "GET", headers: string[] = [], body = ""): Promise<string> {
  const { path, caller } = await publishRoute(gateway, parts);
  return asCaller(caller, `${method} ${path} HTTP/1.1`, headers, body);
}

async function limitedBy(policy: ReturnType<TestGateway["config"]["policy"]>): Promise<string> {
  await gateway.publish(gateway.config.put("policy", policy));
  return as({}, { policyId: policy.id });
}

const closedPort = "http://127.0.0.1:1";
const silentTarget = () => `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
const json = (body: string) => ["Content-Type: application/json", `Content-Length: ${body.length}`];
const schema = { proxy: { requestSchema: '{"type":"object"}' } };

/** Bytes that end in each code. Some have to be sent before: they are part of the case. */
const cases: Partial<Record<ErrorCode, () => string | Promise<string>>> = {
  bad_request: () => own(undefined, "/demo/%2e%2e"),
  body_too_large: () => asCaller(gateway.caller, "POST /demo/accounts HTTP/1.1", ["Content-Length: 1001"]),
  uri_too_long: () => own(undefined, `/demo/accounts?x=${"a".repeat(9_000)}`),
  headers_too_large: () => asCaller(gateway.caller, line, [`X-Large: ${"a".repeat(60_000)}`]),
  request_timeout: () => `${line}\r\nHost: x\r\nX-Slow`,
  missing_headers: () => `${line}\r\nHost: x\r\n\r\n`,
  unauthorized: () => own({ ...gateway.caller, token: "guess" }),
  token_expired: () => as({}, {}, Date.now() - 1),
  async auth_throttled() {
    const guess = own({ ...gateway.caller, profileId: "e".repeat(24), token: "guess" });
    await sendRaw(gateway.port, guess);
    return guess;
  },
  client_inactive: () => as({}, { active: false }),
  profile_inactive: () => as({ active: false }),
  profile_expired: () => as({ expiresAt: Date.now() - 1 }),
  ip_not_allowed: () => as({ deniedIps: ["127.0.0.1"] }),
  route_not_found: () => own(undefined, "/demo/nothing"),
  method_not_allowed: () => asCaller(gateway.caller, "DELETE /demo/accounts HTTP/1.1"),
  maintenance: () =>
    to({ collection: { maintenance: { message: catalogue.maintenance.message, until: null } } }),
  route_invalid: () => to({ proxy: { handler: { kind: "unheard of" } as never } }),
  collection_access_denied: () => as({}, { collectionIds: [] }),
  async rate_limit_exceeded() {
    const bytes = await limitedBy(gateway.config.policy(1));
    await sendRaw(gateway.port, bytes);
    return bytes;
  },
  async quota_exceeded() {
    const bytes = await limitedBy(
      gateway.config.policy(1, { rateLimit: null, quota: { max: 1, interval: "1d" } }),
    );
    await gateway.grantQuotas();
    await sendRaw(gateway.port, bytes);
    return bytes;
  },
  limiter_unavailable: () =>
    limitedBy({ ...gateway.config.policy(1), rateLimit: { max: 1, interval: "3m" } as never }),
  unsupported_media_type: () => to(schema, "POST", ["Content-Type: text/plain", "Content-Length: 2"], "{}"),
  validation_failed: () => to(schema, "POST", json("[]"), "[]"),
  upstream_unreachable: () => to({ collection: { targetEndpoint: closedPort } }),
  upstream_timeout: () => to({ collection: { targetEndpoint: silentTarget() } }),
  async circuit_open() {
    const circuitBreaker = { failures: 1, openMs: 60_000 };
    const bytes = await to({ collection: { targetEndpoint: closedPort, circuitBreaker } as never });
    await sendRaw(gateway.port, bytes);
    return bytes;
  },
  credential_unavailable: () =>
    to({
      credential: gateway.config.apiKey(
        { env: "NO_SUCH_VALUE" },
        { fields: { keyIn: "header", keyName: "X-Key" } },
      ),
    }),
};

/** Codes of the gateway whose cases are elsewhere, or whose behaviour isn't built yet. A code stands here or above, never in both. */
const elsewhere: Partial<Record<ErrorCode, string>> = {
  config_stale: "has a gateway of its own: src/snapshot/config-age.test.ts",
  not_ready: "is said by /readyz of the operations port",
  internal_error: "would be a defect: nothing that can be sent makes one",
};

/** Codes that only management and the portal know. */
const ofOthers: ReadonlySet<ErrorCode> = new Set([
  "not_supported",
  "session_expired",
  "link_invalid",
  "forbidden",
  "csrf_failed",
  "portal_access_denied",
  "not_found",
  "too_many_requests",
  "conflict",
  "referenced",
  "precondition_required",
  "precondition_failed",
  "idempotency_conflict",
  "history_gone",
  "egress_not_allowed",
  "service_unavailable",
  "secret_unreadable",
  "no_gateway",
]);

describe("every code of the gateway, with its status, its text and its log entry", () => {
  it.each(Object.entries(cases) as [ErrorCode, () => string | Promise<string>][])(
    "%s",
    async (code, make) => {
      const bytes = await make();
      // Details are the one thing that an answer may have besides its text.
      if (code !== "validation_failed") {
        await expectRefusal(gateway, bytes, { code, deny: null, withinMs: 5_000 });
        return;
      }
      const answer = await sendRaw(gateway.port, bytes);
      const body = JSON.parse(answer.body) as { error: string; requestId: string; details: unknown[] };
      expect([answer.status, body.error, body.details.length]).toEqual([400, code, 1]);
      expect(await gateway.entryOf(body.requestId)).toMatchObject({ status: 400, error: code });
    },
  );

  it("has a case, or a reason why it has none", () => {
    const known = [...Object.keys(cases), ...Object.keys(elsewhere), ...ofOthers];
    expect(known.sort()).toEqual(Object.keys(catalogue).sort());
  });
});
