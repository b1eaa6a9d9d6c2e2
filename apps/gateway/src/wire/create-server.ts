import {
  createServer as createHttpServer,
  IncomingMessage,
  type Server,
  type ServerOptions,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { GatewayResponse } from "./node-exchange.ts";

export type GatewayServer = Server<typeof IncomingMessage, typeof GatewayResponse>;

/** Bytes, milliseconds and connections. */
export type ServerLimits = {
  readonly maxHeaderBytes: number;
  readonly maxConnections: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
};

/** PEM. */
type TlsFiles = { readonly certificate: string; readonly key: string };

/** A strict server of node:http with the gateway's limits; TLS 1.2 or newer when there is a certificate. */
export function createServer(limits: ServerLimits, tls: TlsFiles | undefined): GatewayServer {
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
  return server as GatewayServer;
}

/** Anything else that asks for an upgrade (h2c) goes through the pipeline as the plain request that it is as well. */
function asksForWebSocket(request: IncomingMessage): boolean {
  return request.method === "GET" && request.headers.upgrade?.toLowerCase() === "websocket";
}
