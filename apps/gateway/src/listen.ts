import {
  createServer as createHttpServer,
  IncomingMessage,
  type Server,
  type ServerOptions,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Server as NetServer, Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { AppError } from "@zerq/errors/app-error";
import type { AddressSet } from "./address/address-set.ts";
import type { Peer } from "./request/exchange.ts";
import { clientError } from "./wire/client-error.ts";
import { type Arrival, GatewayResponse, type ListenerState, NodeExchange } from "./wire/node-exchange.ts";
import { peerOf } from "./wire/peer.ts";

export type ListenerOptions = {
  readonly host: string;
  readonly port: number;
  /** PEM; a TLS listener when given. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  readonly trustedProxies: AddressSet;
  readonly limits: ListenerLimits;
  onExchange(exchange: NodeExchange): void;
  /** Bytes that are no request: nothing has been answered yet. */
  onMalformed(socket: Socket, peer: Peer, error: AppError): void;
};

/** Bytes, milliseconds and connections. */
type ListenerLimits = {
  readonly maxHeaderBytes: number;
  readonly maxConnections: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  readonly sendTimeoutMs: number;
};

export type Listener = {
  readonly port: number;
  /** Takes no more connections, and lets answers under way say that theirs closes. */
  drain(): void;
  /** Cuts what is left. */
  close(): Promise<void>;
};

const kExchange = Symbol("exchange");
type GatewaySocket = Socket & { [kExchange]?: NodeExchange };

/**
 * Opens a listener. Parsing is node:http's, strict; what it lets through ambiguously the first step of the pipeline refuses.
 * @throws when the port can't be had
 */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const server = createServer(options);
  const state: ListenerState = { sendTimeoutMs: options.limits.sendTimeoutMs, isDraining: false };
  const open = (request: IncomingMessage, response: GatewayResponse, arrival: Arrival) => {
    const socket: GatewaySocket = request.socket;
    const peer = peerOf(socket, options.trustedProxies);
    const exchange = new NodeExchange(request, response, peer, state, arrival);
    socket[kExchange] = exchange;
    options.onExchange(exchange);
  };
  server.on("request", (request, response) => open(request, response as GatewayResponse, plain));
  server.on("checkContinue", (request, response) => open(request, response as GatewayResponse, expecting));
  // Only `100-continue` exists; any other expectation is one that the gateway does not pass on (RFC 9110 section 10.1.1).
  server.on("checkExpectation", (request, response) => open(request, response as GatewayResponse, plain));
  server.on("upgrade", (request, socket, head) =>
    openDetached(request, socket, { ...plain, upgradeHead: head }),
  );
  server.on("connect", (request, socket) => openDetached(request, socket, plain));
  server.on("clientError", (error, socket) => onClientError(error, socket as GatewaySocket, options));

  /** Node gives such a request no response of its own. */
  function openDetached(request: IncomingMessage, socket: Duplex, arrival: Arrival): void {
    socket.on("error", () => socket.destroy());
    const response = new GatewayResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket as Socket);
    response.on("finish", () => {
      response.detachSocket(socket as Socket);
      (socket as Socket).destroySoon();
      response.exchange?.close();
    });
    open(request, response, arrival);
  }

  await start(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    drain() {
      state.isDraining = true;
      server.close();
    },
    async close() {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

const plain: Arrival = { expectsContinue: false, upgradeHead: undefined };
const expecting: Arrival = { expectsContinue: true, upgradeHead: undefined };

function createServer({
  tls,
  limits,
}: ListenerOptions): Server<typeof IncomingMessage, typeof GatewayResponse> {
  const options: ServerOptions<typeof IncomingMessage, typeof GatewayResponse> = {
    ServerResponse: GatewayResponse,
    IncomingMessage,
    insecureHTTPParser: false,
    // The first step checks it, so that the refusal is one of the catalogue and leaves a log entry.
    requireHostHeader: false,
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs || limits.headersTimeoutMs),
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(1_000, limits.headersTimeoutMs),
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    noDelay: true,
    keepAlive: true,
    optimizeEmptyRequests: true,
    shouldUpgradeCallback: asksForWebSocket,
  };
  const server =
    tls === undefined
      ? createHttpServer(options)
      : createHttpsServer({
          ...options,
          cert: tls.certificate,
          key: tls.key,
          minVersion: "TLSv1.2",
          ALPNProtocols: ["http/1.1"],
        });
  // node:http would drop headers beyond its own limit silently; their number is checked by the first step.
  server.maxHeadersCount = 0;
  server.maxConnections = limits.maxConnections;
  return server as Server<typeof IncomingMessage, typeof GatewayResponse>;
}

/** Anything else that asks for an upgrade (h2c) goes through the pipeline as the plain request that it is as well. */
function asksForWebSocket(request: IncomingMessage): boolean {
  return request.method === "GET" && request.headers.upgrade?.toLowerCase() === "websocket";
}

function onClientError(error: Error, socket: GatewaySocket, options: ListenerOptions): void {
  const refusal = clientError(error);
  if (refusal === undefined || !socket.writable) return void socket.destroy();
  const exchange = socket[kExchange];
  if (exchange === undefined || exchange.isClosed) {
    options.onMalformed(socket, peerOf(socket, options.trustedProxies), refusal);
    return;
  }
  // The bytes of a request that is under way went wrong: it gets the answer if it has none, and the connection closes.
  if (!exchange.fail(refusal)) return void socket.destroy();
  socket.destroySoon();
}

function start(server: NetServer, { host, port }: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    // On Linux every worker has a socket of its own and the kernel spreads connections evenly over them. Elsewhere workers
    // share one socket through the primary.
    server.listen({ host, port, reusePort: process.platform === "linux", backlog: 4_096 }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
