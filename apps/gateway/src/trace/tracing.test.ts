import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identityOf } from "../../test/published-config.ts";
import { rawRequest, sendRaw } from "../../test/raw-http.ts";
import { eventually, startTestGateway, type TestGateway } from "../../test/started-gateway.ts";

type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: { stringValue?: string; intValue?: string } }[];
  status: { code?: number };
};

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const parentId = "00f067aa0ba902b7";
const sampled = `00-${traceId}-${parentId}-01`;

/** An OTLP/HTTP collector that keeps what it gets. */
async function startCollector() {
  const received: { path: string; headers: IncomingHttpHeaders; resource: Span["attributes"] }[] = [];
  const spans: Span[] = [];
  const state = { status: 200 };
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => {
      const [resourceSpans] = JSON.parse(text).resourceSpans;
      received.push({
        path: request.url ?? "",
        headers: request.headers,
        resource: resourceSpans.resource.attributes,
      });
      if (state.status === 200) spans.push(...resourceSpans.scopeSpans[0].spans);
      response.writeHead(state.status, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, received, spans, state, stop: () => server.close() };
}

let collector: Awaited<ReturnType<typeof startCollector>>;
let gateway: TestGateway;
let untraced: TestGateway;
beforeAll(async () => {
  collector = await startCollector();
  gateway = await startTestGateway({
    settings: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/otlp/`,
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20collector, x-tenant=one",
      OTEL_BSP_SCHEDULE_DELAY: "20",
    },
  });
  untraced = await startTestGateway();
});
afterAll(async () => {
  await gateway.stop();
  await untraced.stop();
  collector.stop();
});

const attributesOf = (span: Span) =>
  Object.fromEntries(
    span.attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]),
  );

/** The spans of the request with this id: the server's, and the one of the call to the upstream when there was one. */
async function spansOf(answer: Response): Promise<{ server: Span; client: Span | undefined }> {
  const requestId = answer.headers.get("x-request-id");
  const server = await eventually(`the span of ${requestId}`, async () =>
    collector.spans.find((span) => attributesOf(span)["zerq.request_id"] === requestId),
  );
  return { server, client: collector.spans.find((span) => span.parentSpanId === server.spanId) };
}

const seen = (of: TestGateway) => of.upstream.requests.at(-1)?.headers ?? {};

describe("trace context towards the upstream, without a collector", () => {
  const call = (headers: Record<string, string>) => untraced.call("/demo/accounts", { headers });

  it("is passed on as it came, with its state", async () => {
    await call({ traceparent: sampled, tracestate: "a=1,b=2" });
    expect(seen(untraced)).toMatchObject({ traceparent: sampled, tracestate: "a=1,b=2" });
  });

  it("is made when there is none, and replaced when it is invalid, and then there is no state", async () => {
    for (const headers of [{}, { traceparent: "nonsense" }, { traceparent: `ff${sampled.slice(2)}` }]) {
      await call({ ...headers, tracestate: "a=1" });
      expect(seen(untraced)["traceparent"]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      expect(seen(untraced)["traceparent"]).not.toContain(traceId);
      expect(seen(untraced)).not.toHaveProperty("tracestate");
    }
  });

  it("is replaced when it comes twice, and can't be taken away by Connection", async () => {
    const identity = Object.entries(identityOf(untraced.caller)).map(([name, value]) => `${name}: ${value}`);
    const lines = [
      ...identity,
      `Traceparent: ${sampled}`,
      `traceparent: ${sampled}`,
      "Connection: traceparent",
    ];
    expect((await sendRaw(untraced.port, rawRequest("GET /demo/accounts HTTP/1.1", lines))).status).toBe(200);
    expect(seen(untraced)["traceparent"]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(seen(untraced)["traceparent"]).not.toContain(traceId);
  });
});

describe("spans for a collector", () => {
  it("of the request and of the call to the upstream are parts of the caller's trace", async () => {
    const headers = { traceparent: sampled, tracestate: "a=1", "user-agent": "test/1" };
    const answer = await gateway.call("/demo/items/7?secret=x", { headers });
    const { server, client } = await spansOf(answer);
    expect(server).toMatchObject({
      traceId,
      parentSpanId: parentId,
      kind: 2,
      name: "GET /demo/items/{id}",
      status: {},
    });
    expect(client).toMatchObject({ traceId, kind: 3, name: "GET", status: {} });
    expect(seen(gateway)).toMatchObject({
      traceparent: `00-${traceId}-${client?.spanId}-01`,
      tracestate: "a=1",
    });
    expect(attributesOf(server)).toMatchObject({
      "http.request.method": "GET",
      "http.route": "/demo/items/{id}",
      "http.response.status_code": 200,
      "url.path": "/demo/items/7",
      "client.address": "127.0.0.1",
      "user_agent.original": "test/1",
      "zerq.client_id": gateway.client.id,
      "zerq.profile_id": gateway.profile.id,
    });
    expect(attributesOf(client as Span)).toMatchObject({
      "server.address": "127.0.0.1",
      "server.port": gateway.upstream.port,
      "http.response.status_code": 200,
    });
    const times = [
      server.startTimeUnixNano,
      client?.startTimeUnixNano,
      client?.endTimeUnixNano,
      server.endTimeUnixNano,
    ];
    expect(times.map((time) => BigInt(time ?? 0))).toEqual(times.map((time) => BigInt(time ?? 0)).toSorted());
    expect(Math.abs(Number(BigInt(server.startTimeUnixNano) / 1_000_000n) - Date.now())).toBeLessThan(60_000);
    expect(JSON.stringify([server, client])).not.toMatch(/secret|Bearer|zerq_tok/);
  });

  it("begin a trace where the caller has none, and name a refusal's code", async () => {
    const answer = await fetch(`${gateway.url}/demo/accounts`);
    const { server, client } = await spansOf(answer);
    expect(server.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(server).not.toHaveProperty("parentSpanId");
    expect(attributesOf(server)).toMatchObject({
      "http.response.status_code": 401,
      "error.type": "missing_headers",
    });
    expect(client).toBeUndefined();
  });

  it("are not sent when the caller has decided not to sample", async () => {
    const before = await spansOf(await gateway.call("/demo/accounts"));
    const quiet = await gateway.call("/demo/accounts", {
      headers: { traceparent: `${sampled.slice(0, -2)}00` },
    });
    expect(seen(gateway)["traceparent"]).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    await spansOf(await gateway.call("/demo/accounts"));
    const ids = collector.spans.map((span) => attributesOf(span)["zerq.request_id"]);
    expect(ids).toContain(attributesOf(before.server)["zerq.request_id"]);
    expect(ids).not.toContain(quiet.headers.get("x-request-id"));
  });

  it("go to the collector's path, with the headers and the resource of the settings", () => {
    const [first] = collector.received;
    expect(first?.path).toBe("/otlp/v1/traces");
    expect(first?.headers).toMatchObject({
      authorization: "Bearer collector",
      "x-tenant": "one",
      "content-type": "application/json",
    });
    expect(attributesOf({ attributes: first?.resource ?? [] } as unknown as Span)).toMatchObject({
      "service.name": "zerq-gateway",
      "service.instance.id": "test/0",
    });
  });
});

describe("a collector in trouble", () => {
  const dropped = async () =>
    Number(/^zerq_gateway_traces_dropped_total (\d+)/m.exec(await gateway.registry.metrics())?.[1]);

  it("that is away gets the spans later; one that refuses them loses them, which is counted", async () => {
    await spansOf(await gateway.call("/demo/accounts"));
    collector.state.status = 503;
    const late = await gateway.call("/demo/accounts");
    expect(late.status).toBe(200);
    const count = collector.received.length;
    await eventually("two tries", async () => (collector.received.length >= count + 2 ? true : undefined));
    collector.state.status = 200;
    await spansOf(late);
    expect(await dropped()).toBe(0);
    collector.state.status = 400;
    await gateway.call("/demo/accounts");
    await eventually("the count", async () => ((await dropped()) === 1 ? true : undefined));
    collector.state.status = 200;
    await spansOf(await gateway.call("/demo/accounts"));
  });
});
