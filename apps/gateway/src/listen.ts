import type { IncomingMessage } from "node:http";
import type { AddressInfo, Server as NetServer, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { AppError } from "@zerq/errors/app-error";
import type { AddressSet } from "./address/address-set.ts";
import type { Peer } from "./request/exchange.ts";
import type { HostSet } from "./tls/host-set.ts";
import type { Certificates } from "./tls/open-certificates.ts";
import { acceptConnections } from "./wire/accept-connections.ts";
import { askForCertificates } from "./wire/ask-for-certificates.ts";
import { clientError } from "./wire/client-error.ts";
import { createServer, type GatewayServer, type ServerLimits } from "./wire/create-server.ts";
import { type Arrival, GatewayResponse, type ListenerState, NodeExchange } from "./wire/node-exchange.ts";
import { peerOf } from "./wire/peer.ts";

export type ListenerOptions = {
  readonly host: string;
  readonly port: number;
  /** A TLS listener when given. */
  readonly certificates?: Certificates;
  /** The hosts whose callers are asked for a certificate; undefined: nobody ever is. */
  readonly asksForCertificate?: (() => HostSet) | undefined;
  readonly trustedProxies: AddressSet;
  /** Whether everybody else is hung up on. */
  readonly onlyTrusted: boolean;
  /** Whether trusted peers begin their connections with a PROXY protocol header. */
  readonly proxyProtocol: boolean;
  readonly limits: ServerLimits & { readonly sendTimeoutMs: number };
  onExchange(exchange: NodeExchange): void;
  /** Bytes that are no request: nothing has been answered yet. */
  onMalformed(socket: Socket, peer: Peer, error: AppError): void;
};

export type Listener = {
  readonly port: number;
  /** Open ones at the moment. */
  connections(): Promise<number>;
  /** TLS handshakes that failed. */
  handshakeFailures(): number;
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
  const server = createServer(options.limits, options.certificates);
  const state: ListenerState = { sendTimeoutMs: options.limits.sendTimeoutMs, isDraining: false };
  attach(server, options, state);
  const asking = openAsking(server, options, state);
  let handshakeFailures = 0;
  for (const one of [server, asking?.server])
    one?.on("tlsClientError", () => {
      handshakeFailures += 1;
    });
  const hangUp = acceptConnections(server, {
    ...options,
    isSecure: options.certificates !== undefined,
    asking: asking?.server,
    headerTimeoutMs: options.limits.headersTimeoutMs,
    onRefused: options.onMalformed,
  });
  await start(server, options);
  return {
    port: (server.address() as AddressInfo).port,
    connections: () =>
      new Promise((resolve) => server.getConnections((error, count) => resolve(error === null ? count : 0))),
    handshakeFailures: () => handshakeFailures,
    drain() {
      state.isDraining = true;
      server.close();
      asking?.drain();
    },
    async close() {
      hangUp();
      asking?.close();
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The server behind it for callers who are asked for a certificate. Undefined where nobody ever is. */
function openAsking(server: GatewayServer, options: ListenerOptions, state: ListenerState) {
  const { certificates, asksForCertificate, limits } = options;
  if (certificates === undefined || asksForCertificate === undefined) return undefined;
  const asking = createServer(limits, certificates, "asks for certificates");
  attach(asking, options, state);
  // It gets its connections from the other one; node:http begins to watch over their times when it is told that it listens.
  asking.emit("listening");
  const hangUp = askForCertificates(server, {
    asking,
    hosts: asksForCertificate,
    helloTimeoutMs: limits.headersTimeoutMs,
  });
  return {
    server: asking,
    // Idle connections are closed; that it doesn't listen is no news.
    drain: () => void asking.close(() => undefined),
    close() {
      hangUp();
      asking.closeAllConnections();
    },
  };
}

/** Every way in which a request can come. */
function attach(server: GatewayServer, options: ListenerOptions, state: ListenerState): void {
  const open: Open = (request, response, arrival) => {
    const socket: GatewaySocket = request.socket;
    // What comes behind an answer that says `Connection: close` must not be processed (RFC 9112 section 9.6): behind a refused
    // request it may be a part of that one.
    if (socket[kExchange]?.isLast === true) return;
    const peer = peerOf(socket, options.trustedProxies);
    const exchange = new NodeExchange(request, response, peer, state, arrival);
    socket[kExchange] = exchange;
    options.onExchange(exchange);
  };
  server.on("request", (request, response) => open(request, response as GatewayResponse, plain));
  server.on("checkContinue", (request, response) => {
    // node:http closes the connection behind an answer without a `100`, which a request without a body never gets.
    if (!hasBody(request)) response.shouldKeepAlive = false;
    open(request, response as GatewayResponse, expecting);
  });
  // Only `100-continue` exists; any other expectation is one that the gateway does not pass on (RFC 9110 section 10.1.1).
  server.on("checkExpectation", (request, response) => open(request, response as GatewayResponse, plain));
  server.on("upgrade", (request, socket, head) => {
    openDetached(options, open, request, socket, { ...plain, upgradeHead: head });
  });
  server.on("connect", (request, socket) => openDetached(options, open, request, socket, plain));
  server.on("clientError", (error, socket) => onClientError(error, socket as GatewaySocket, options));
}

function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && Number(length) !== 0);
}

type Open = (request: IncomingMessage, response: GatewayResponse, arrival: Arrival) => void;

/** Node gives a request for an upgrade or a tunnel no response of its own. */
function openDetached(
  options: ListenerOptions,
  open: Open,
  request: IncomingMessage,
  duplex: Duplex,
  arrival: Arrival,
): void {
  const socket: GatewaySocket = duplex as Socket;
  socket.on("error", () => socket.destroy());
  const before = socket[kExchange];
  if (before !== undefined && !before.isClosed) {
    // The connection still belongs to the answer before, and node:http throws where nobody catches when it is given another.
    const error = new AppError("bad_request", {
      log: "an upgrade or a tunnel behind a request without an answer",
    });
    const isTold = before.fail(error);
    socket.destroySoon();
    // It has no place for an answer any more; its entry it leaves all the same.
    if (!isTold) options.onMalformed(socket, peerOf(socket, options.trustedProxies), error);
    return;
  }
  const response = new GatewayResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on("finish", () => {
    response.detachSocket(socket);
    socket.destroySoon();
    response.exchange?.close();
  });
  open(request, response, arrival);
}

const plain: Arrival = { expectsContinue: false, upgradeHead: undefined };
const expecting: Arrival = { expectsContinue: true, upgradeHead: undefined };

function onClientError(error: Error, socket: GatewaySocket, options: ListenerOptions): void {
  const refusal = clientError(error);
  if (refusal === undefined || !socket.writable) return void socket.destroy();
  const exchange = socket[kExchange];
  if (exchange === undefined || exchange.isClosed) {
    options.onMalformed(socket, peerOf(socket, options.trustedProxies), refusal);
    return;
  }
  // The bytes of a request that is under way went wrong, or those behind it: it gets the answer if it has none, and the
  // connection closes. An answer that has begun goes on only if the request itself was whole.
  if (exchange.fail(refusal) || exchange.isReceived) exchange.closeWhenAnswered();
  else socket.destroy();
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
