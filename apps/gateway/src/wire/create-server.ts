import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
} from "node:http";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import type { TlsOptions } from "node:tls";
import { contextOptions } from "../tls/certificate.ts";
import type { Certificates } from "../tls/open-certificates.ts";
import { GatewayRequest } from "./gateway-request.ts";
import { GatewayResponse } from "./node-exchange.ts";

export type GatewayServer = Server<typeof GatewayRequest, typeof GatewayResponse>;

/** Bytes, milliseconds and connections. */
export type ServerLimits = {
  readonly maxHeaderBytes: number;
  readonly maxConnections: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
};

/** A strict server of node:http with the gateway's limits; TLS 1.2 or newer when there are certificates. */
export function createServer(
  limits: ServerLimits,
  certificates: Certificates | undefined,
  asks: "asks for certificates" | "asks for none" = "asks for none",
): GatewayServer {
  // A resumed session would stand for a certificate that was shown once, and may be revoked since.
  const session = { resumption: asks === "asks for none" };
  const options: ServerOptions<typeof GatewayRequest, typeof GatewayResponse> = {
    ServerResponse: GatewayResponse,
    IncomingMessage: GatewayRequest,
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
    certificates === undefined
      ? createHttpServer(options)
      : createHttpsServer({ ...options, ...tlsOptions(limits, certificates, session) });
  // A connection has the certificate that it began with; only later ones see another.
  certificates?.onFallbackChange((text) =>
    (server as HttpsServer).setSecureContext(contextOptions(text, session)),
  );
  // node:http would drop headers beyond its own limit silently; their number is checked by the first step.
  server.maxHeadersCount = 0;
  server.maxConnections = limits.maxConnections;
  return server as GatewayServer;
}

function tlsOptions(
  limits: ServerLimits,
  certificates: Certificates,
  session: { resumption: boolean },
): TlsOptions {
  return {
    ...contextOptions(certificates.fallback(), session),
    // Which authorities a certificate has to come from depends on the profile, which only the request names.
    requestCert: !session.resumption,
    rejectUnauthorized: false,
    SNICallback: (host, done) => done(null, certificates.contextFor(host)),
    handshakeTimeout: limits.headersTimeoutMs,
    ALPNProtocols: ["http/1.1"],
  };
}

/** Anything else that asks for an upgrade (h2c) goes through the pipeline as the plain request that it is as well. */
function asksForWebSocket(request: IncomingMessage): boolean {
  return request.method === "GET" && request.headers.upgrade?.toLowerCase() === "websocket";
}
