import type { ClientRequest, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { EgressGuard } from "@zerq/egress/guard";
import httpProxy from "http-proxy";
import type { RequestContext } from "../request/context.ts";
import { refuse } from "../request/refuse.ts";
import type { ForwardRoute, UpstreamTarget } from "../snapshot/route.ts";
import type { AttemptOutcome } from "./attempts.ts";
import { downstreamHeaders } from "./downstream-headers.ts";
import { guardedAgents } from "./guarded-agent.ts";
import { upstreamError } from "./upstream-error.ts";
import { upstreamTarget } from "./upstream-target.ts";

type UpgradePlan = {
  readonly route: ForwardRoute;
  readonly target: UpstreamTarget;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly headersMs: number;
  readonly outcome?: AttemptOutcome;
};

export type Upgrader = { upgrade(context: RequestContext, plan: UpgradePlan): void };

/** Milliseconds in which one end may still send after the other has closed. */
const HALF_OPEN_MS = 500;

class HeadersTimeoutError extends Error {
  readonly code = "ETIMEDOUT";
}

/** Opens WebSockets: the same checks have passed as for any request, and here the two connections are joined by http-proxy. */
export function createUpgrader(guard: EgressGuard, connectMs: number): Upgrader {
  const agents = guardedAgents(guard, connectMs);
  const proxy = httpProxy.createProxyServer({ toProxy: true, prependPath: false });
  proxy.on("proxyReqWs", (outgoing, incoming) => prepare(outgoing, incoming as unknown as Upgrade));

  return {
    upgrade(context, plan) {
      context.upstream = plan.target.origin;
      const target = new URL(plan.target.origin);
      const { tls } = plan.route;
      const { socket, head } = context.exchange.upgradeSocket();
      const incoming = new Upgrade(context, plan, target.host);
      const { http, https } = tls === undefined ? agents : guardedAgents(guard, connectMs, tls);
      const agent = target.protocol === "https:" ? https : http;
      const port = target.port === "" ? (target.protocol === "https:" ? 443 : 80) : Number(target.port);
      const options = {
        target: { protocol: target.protocol, hostname: target.hostname, host: target.hostname, port },
        agent,
      };
      proxy.ws(
        incoming as unknown as IncomingMessage,
        socket as never,
        head,
        options as never,
        (error: Error) => {
          incoming.fail(error);
        },
      );
    },
  };
}

/** What http-proxy reads of a request: method, path and headers, all made by the gateway. */
class Upgrade {
  readonly method = "GET";
  readonly url: string;
  readonly headers: Record<string, string | string[]>;
  readonly headersMs: number;
  readonly #context: RequestContext;
  readonly #route: ForwardRoute;
  readonly #outcome: AttemptOutcome | undefined;

  constructor(context: RequestContext, plan: UpgradePlan, host: string) {
    this.#context = context;
    this.#route = plan.route;
    this.#outcome = plan.outcome;
    this.headersMs = plan.headersMs;
    this.url = upstreamTarget(context, plan.route, plan.target);
    this.headers = {
      ...asObject(plan.headers),
      host,
      connection: "Upgrade",
      upgrade: "websocket",
    };
  }

  fail(error: unknown): void {
    if (this.#context.exchange.isClosed) this.#outcome?.released();
    else if (this.#context.exchange.status === 0) this.#outcome?.failed(error, true);
    refuse(this.#context, upstreamError(error));
  }

  /** The upstream has agreed: its headers are filtered, and http-proxy writes them and joins the connections. */
  accept(answer: IncomingMessage, upstream: Duplex): void {
    const { exchange } = this.#context;
    this.#outcome?.answered(101);
    const headers = asObject(downstreamHeaders(this.#context, this.#route, 101, lowerCased(answer)));
    answer.headers = { ...headers, connection: "Upgrade", upgrade: "websocket" };
    const { socket } = exchange.beginUpgrade();
    socket.once("close", () => {
      upstream.destroy();
      this.#context.upstreamEndedAt = performance.now();
      exchange.endUpgrade();
    });
    upstream.once("close", () => socket.destroy());
    // There is no half-open WebSocket: what is under way may still arrive, then both ends close.
    const end = () => setTimeout(() => socket.destroy(), HALF_OPEN_MS).unref();
    socket.once("end", end);
    upstream.once("end", end);
  }

  /** The upstream has answered without upgrading: its answer is passed on like any other. */
  decline(answer: IncomingMessage): void {
    const { exchange } = this.#context;
    const status = answer.statusCode ?? 502;
    this.#outcome?.answered(status);
    const headers = downstreamHeaders(this.#context, this.#route, status, lowerCased(answer));
    exchange.start(status, answer.statusMessage ?? "", headers);
    answer.on("data", (chunk: Buffer) => {
      if (!exchange.write(chunk)) answer.pause();
    });
    exchange.source = { onAbort: () => answer.destroy(), onDrain: () => answer.resume() };
    answer.on("end", () => exchange.end());
    answer.on("error", (error) => this.fail(error));
  }
}

function prepare(outgoing: ClientRequest, upgrade: Upgrade): void {
  // http-proxy joins paths in its own way; the canonical path is what the upstream gets.
  outgoing.path = upgrade.url;
  outgoing.setTimeout(upgrade.headersMs, () =>
    outgoing.destroy(new HeadersTimeoutError("no answer to the upgrade")),
  );
  // This listener comes before http-proxy's own, which writes the headers to the socket as they are.
  outgoing.on("upgrade", (answer, socket) => upgrade.accept(answer, socket));
  // Its listener for other answers would write them unfiltered and with framing that no longer fits.
  process.nextTick(() => {
    outgoing.removeAllListeners("response");
    outgoing.on("response", (answer) => upgrade.decline(answer));
  });
}

/** Names in lower case and values, in turn. */
function lowerCased({ rawHeaders }: IncomingMessage): string[] {
  return rawHeaders.map((text, index) => (index % 2 === 0 ? text.toLowerCase() : text));
}

function asObject(pairs: readonly string[]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = { __proto__: null as never };
  for (let index = 0; index < pairs.length; index += 2) {
    const name = (pairs[index] as string).toLowerCase();
    const value = pairs[index + 1] as string;
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}
