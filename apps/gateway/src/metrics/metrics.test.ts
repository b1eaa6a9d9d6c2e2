import { once } from "node:events";
import { connect } from "node:net";
import { startUpstream } from "@zerq/test-kit/fake-upstream";
import { testCertificate } from "@zerq/test-kit/test-certificate";
import { afterAll, beforeAll, expect, it } from "vitest";
import { publishRoute } from "../../test/published-route.ts";
import { startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

let gateway: TestGateway;
let trouble = 0;
beforeAll(async () => {
  const { certificate, privateKey } = await testCertificate();
  const upstream = await startUpstream((_request, response) => response.writeHead(trouble || 200).end());
  gateway = await startTestGateway({
    upstream,
    settings: { GATEWAY_TLS_CERTIFICATE: certificate, GATEWAY_TLS_KEY: privateKey },
  });
});
afterAll(() => gateway.stop());

const metric = async (series: string) => {
  const line = (await gateway.registry.metrics()).split("\n").find((one) => one.startsWith(`${series} `));
  return Number(line?.split(" ").at(-1));
};
/** What a series has grown by. */
async function growth(series: string, act: () => Promise<unknown>): Promise<number> {
  const before = await metric(series);
  await act();
  return (await metric(series)) - before;
}

it("counts what is sent to upstreams, and what is sent again", async () => {
  const { path, caller } = await publishRoute(gateway, {
    collection: { retry: { attempts: 2 } },
    proxy: { retryable: true },
  });
  trouble = 503;
  const call = () => gateway.call(path, {}, caller);
  expect(await growth("zerq_gateway_upstream_attempts_total", call)).toBe(3);
  expect(await growth("zerq_gateway_upstream_retries_total", call)).toBe(2);
  trouble = 0;
  expect(await growth("zerq_gateway_upstream_attempts_total", call)).toBe(1);
});

it("shows circuits by their state, whatever their targets are called", async () => {
  const { path, caller } = await publishRoute(gateway, {
    collection: { circuitBreaker: { failures: 2, openMs: 60_000 } },
  });
  trouble = 502;
  const states = async () => [
    await metric('zerq_gateway_circuits{state="failing"}'),
    await metric('zerq_gateway_circuits{state="open"}'),
  ];
  expect(await states()).toEqual([0, 0]);
  await gateway.call(path, {}, caller);
  expect(await states()).toEqual([1, 0]);
  await gateway.call(path, {}, caller);
  expect(await states()).toEqual([0, 1]);
  trouble = 0;
});

it("counts access tokens by what became of them, and credentials that aren't there by their code", async () => {
  const token = await startUpstream((_request, response) => response.writeHead(500).end("{}"));
  const credential = gateway.config.credential(
    "oauth2_client",
    { clientId: "c", tokenUrl: `${token.url}/token` },
    { clientSecret: "s" },
  );
  const { path, caller } = await publishRoute(gateway, { credential });
  const call = () => gateway.call(path, {}, caller);
  expect(await growth('zerq_gateway_token_fetches_total{outcome="failed"}', call)).toBe(1);
  expect(
    await metric('zerq_gateway_requests_total{status="5xx",error="credential_unavailable"}'),
  ).toBeGreaterThan(0);
  await token.stop();
});

it("shows open connections, and counts handshakes that come to nothing", async () => {
  const open = async () => metric("zerq_gateway_connections");
  const sockets = Array.from({ length: 20 }, () => connect(gateway.port, "127.0.0.1"));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  // Besides them there are those that earlier requests have kept.
  await expect.poll(open).toBeGreaterThanOrEqual(20);
  for (const socket of sockets) socket.destroy();
  await expect.poll(open).toBeLessThan(20);
  const failed = await metric("zerq_gateway_tls_handshake_failures_total");
  const plain = connect(gateway.tlsPort ?? 0, "127.0.0.1");
  plain.on("error", () => undefined);
  plain.write("GET / HTTP/1.1\r\n\r\n");
  await expect.poll(() => metric("zerq_gateway_tls_handshake_failures_total")).toBe(failed + 1);
  plain.destroy();
});
