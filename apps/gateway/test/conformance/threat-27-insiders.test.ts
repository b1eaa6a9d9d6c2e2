import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishRoute, type RouteParts } from "../published-route.ts";
import { sendRaw } from "../raw-http.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { asCaller, expectRefusal } from "./expect-refusal.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  process.env["OPEN_FOR_TEST"] = "value of the environment";
});
afterAll(async () => {
  delete process.env["OPEN_FOR_TEST"];
  await gateway.stop();
});

const id = () => Array.from({ length: 24 }, () => Math.floor(Math.random() * 16).toString(16)).join("");

async function call(parts: RouteParts) {
  const { path, caller } = await publishRoute(gateway, parts);
  return asCaller(caller, `GET ${path} HTTP/1.1`);
}

/** A collection that would send this source to an upstream of the modifier's choice. */
function withHeader(value: { env: string } | { file: string }): RouteParts {
  const collectionId = id();
  const headers = gateway.config.rules("collection", collectionId, [
    { name: "X-Stolen", direction: "request", op: "set", value },
  ]);
  return { collection: { id: collectionId, headers } };
}

const secrets = [
  "ENCRYPTION_KEY",
  "ENCRYPTION_KEYS_PREVIOUS",
  "SNAPSHOT_KEY",
  "CONFIG_SIGNING_KEY",
  "CONFIG_VERIFY_KEYS",
  "AUDIT_SIGNING_KEY",
  "REDIS_URL",
  "MONGODB_URI",
  "OIDC_CLIENT_SECRET",
  "ZERQ_GATEWAY_PORT",
  "GATEWAY_WORKERS",
  "EGRESS_ALLOW",
  "TRUSTED_PROXIES",
  "REDIS_PASSWORD_FILE",
  "NODE_OPTIONS",
  "NODE_EXTRA_CA_CERTS",
  "AWS_SECRET_ACCESS_KEY",
  "KUBERNETES_SERVICE_HOST",
  "PATH",
  "HOME",
];

describe("a header rule never reads what is Zerq's own", () => {
  it.each(secrets)("$%s is 500, and its name is in the log only", async (env) => {
    const before = process.env[env];
    process.env[env] ??= "canary-of-the-environment";
    try {
      const { text } = await expectRefusal(gateway, await call(withHeader({ env })), {
        code: "credential_unavailable",
        deny: new RegExp(env),
      });
      expect(text).not.toContain(env);
      expect(JSON.stringify(await gateway.entries())).not.toContain("canary-of-the-environment");
    } finally {
      if (before === undefined) delete process.env[env];
    }
  });

  it.each(["../../etc/passwd", "/etc/passwd", "..", "a/b", "a\0b"])(
    "{file: %j} is no way out of the folder",
    async (file) => {
      const answer = await sendRaw(gateway.port, await call(withHeader({ file })));
      expect([500, 503]).toContain(answer.status);
      expect(answer.text).not.toMatch(/root:|passwd/);
    },
  );

  it("what is nobody's own is resolved", async () => {
    expect((await sendRaw(gateway.port, await call(withHeader({ env: "OPEN_FOR_TEST" })))).status).toBe(200);
    expect(gateway.upstream.requests.at(-1)?.headers["x-stolen"]).toBe("value of the environment");
  });
});

describe("a credential goes to its origins only", () => {
  it.each<[string, (url: string) => string[]]>([
    ["another host", () => ["https://bank.test"]],
    ["another port", (url) => [url.replace(/\d+$/, "1")]],
    ["another scheme", (url) => [url.replace("http:", "https:")]],
    ["a host that begins alike", (url) => [`${url}.bank.test`]],
  ])("%s", async (_what, origins) => {
    const credential = gateway.config.apiKey("canary-key", {
      fields: { keyIn: "header", keyName: "X-Key" },
      origins: origins(gateway.upstream.url),
    });
    await expectRefusal(gateway, await call({ credential }), { code: "route_invalid" });
  });

  it.each([
    "Host",
    "Connection",
    "Transfer-Encoding",
    "Content-Length",
    "X-Client-ID",
    "X-Profile-ID",
    "Authorization\r\nX",
    "X_Zerq_Client_Id",
  ])("it can't be called %j", async (keyName) => {
    const credential = gateway.config.apiKey("canary-key", { fields: { keyIn: "header", keyName } });
    await expectRefusal(gateway, await call({ credential }), { code: "route_invalid" });
  });

  it("sealed for another credential, it opens nothing", async () => {
    const one = gateway.config.apiKey("canary-key", { fields: { keyIn: "header", keyName: "X-Key" } });
    await expectRefusal(gateway, await call({ credential: { ...one, id: id() } }), { code: "route_invalid" });
  });
});

it("what an upstream says of a failure reaches nobody", async () => {
  const bytes = await call({ collection: { targetEndpoint: "http://127.0.0.1:1" } });
  const { text } = await expectRefusal(gateway, bytes, {
    code: "upstream_unreachable",
    deny: /ECONNREFUSED/,
  });
  expect(text).not.toMatch(/ECONN|127\.0\.0\.1/);
});
