import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newKey, startIssuer } from "../issuer.ts";
import { publishRoute } from "../published-route.ts";
import { sendRaw } from "../raw-http.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { asCaller, expectRefusal } from "./expect-refusal.ts";

let gateway: TestGateway;
beforeAll(async () => {
  const open = await import("@zerq/test-kit/fake-upstream");
  const upstream = await open.startUpstream((_request, response) => {
    response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data/" }).end();
  });
  // Opened by its port alone, as an owner would do it.
  gateway = await startTestGateway({ upstream, settings: { EGRESS_ALLOW: `127.0.0.1:${upstream.port}` } });
});
afterAll(() => gateway.stop());

const refusedAt = async (targetEndpoint: string) => {
  const { path, caller } = await publishRoute(gateway, { collection: { targetEndpoint } });
  const { body } = await expectRefusal(gateway, asCaller(caller, `GET ${path} HTTP/1.1`), {
    code: "upstream_unreachable",
    deny: /EGRESS_REFUSED|not allowed/,
  });
  expect(body).not.toContain(new URL(targetEndpoint).hostname);
};

describe("an upstream that the guard doesn't open is 502, and nothing is sent", () => {
  it.each([
    ["AWS's metadata", "http://169.254.169.254"],
    ["AWS's metadata by IPv6", "http://[fd00:ec2::254]"],
    ["metadata as a mapped address", "http://[::ffff:169.254.169.254]"],
    ["metadata as a decimal number", "http://2852039166"],
    ["metadata in hexadecimal", "http://0xa9fea9fe"],
    ["metadata in octal", "http://0251.0376.0251.0376"],
    ["metadata through NAT64", "http://[64:ff9b::a9fe:a9fe]"],
    ["Alibaba's metadata", "http://100.100.100.200"],
    ["link-local", "http://[fe80::1]"],
    ["another port of an open address", "http://127.0.0.1:1"],
    ["loopback in short", "http://127.1:1"],
    ["loopback by IPv6", "http://[::1]:8080"],
    ["everything", "http://0.0.0.0:8080"],
    ["everything by IPv6", "http://[::]:8080"],
    ["a private network", "http://10.0.0.1"],
    ["a private network by IPv6", "http://[fd12::1]"],
    ["carrier-grade NAT", "http://100.64.0.1"],
    ["multicast", "http://224.0.0.1"],
    ["a name of loopback", "http://localhost:8080"],
  ])("%s", async (_what, target) => {
    await refusedAt(target);
  });

  it("Zerq's own Redis", async () => {
    await refusedAt(`http://127.0.0.1:${new URL(gateway.redis.url).port}`);
  });
});

it("a redirect is the caller's to follow", async () => {
  const { path, caller } = await publishRoute(gateway, {});
  const answer = await sendRaw(gateway.port, asCaller(caller, `GET ${path} HTTP/1.1`));
  expect(answer.status).toBe(302);
  expect(gateway.upstream.requests.filter(({ url }) => url.includes("meta-data"))).toEqual([]);
});

it("a token address that isn't open is 500, and the log says why", async () => {
  const { config } = gateway;
  const credential = config.credential(
    "oauth2_client",
    { clientId: "zerq", tokenUrl: "http://169.254.169.254/token", scopes: "", audience: "" },
    { clientSecret: "secret" },
  );
  const { path, caller } = await publishRoute(gateway, { credential });
  await expectRefusal(gateway, asCaller(caller, `GET ${path} HTTP/1.1`), { code: "credential_unavailable" });
});

it("keys at an address that isn't open are never fetched", async () => {
  const [issuer, key] = await Promise.all([startIssuer(), newKey("RS256", "rsa")]);
  issuer.state.keys = [key.jwk];
  const { config, client } = gateway;
  const { profile, caller } = config.oidcProfile(client.id, { issuer: issuer.issuer });
  await gateway.publish(config.put("profile", profile));
  const token = await issuer.token({ key });
  await expectRefusal(gateway, asCaller({ ...caller, token }, "GET /demo/accounts HTTP/1.1"), {
    code: "unauthorized",
  });
  expect(issuer.requests).toEqual([]);
  await issuer.stop();
});
