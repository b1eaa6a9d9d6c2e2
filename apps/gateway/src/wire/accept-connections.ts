import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { AppError } from "@zerq/errors/app-error";
import type { AddressSet } from "../address/address-set.ts";
import type { Peer } from "../request/exchange.ts";
import type { GatewayServer } from "./create-server.ts";
import { peerOf, setPeer } from "./peer.ts";
import { readProxyHeader } from "./read-proxy-header.ts";

export type AcceptOptions = {
  readonly trustedProxies: AddressSet;
  /** Whether everybody else is hung up on. */
  readonly onlyTrusted: boolean;
  /** Whether connections of trusted peers begin with a PROXY protocol header. */
  readonly proxyProtocol: boolean;
  readonly isSecure: boolean;
  /** A second server that may get the connection. */
  readonly asking: GatewayServer | undefined;
  /** Milliseconds for that header. */
  readonly headerTimeoutMs: number;
  onRefused(socket: Socket, peer: Peer, error: AppError): void;
};

/** @returns hangs up on whoever still owes a header, which the server itself doesn't know yet */
export type HangUp = () => void;

/**
 * Stands before the server's own handling of connections: who is at the other end is settled before HTTP, or TLS, reads a
 * byte. It costs nothing where neither option is on.
 */
export function acceptConnections(server: GatewayServer, options: AcceptOptions): HangUp {
  if (!options.onlyTrusted && !options.proxyProtocol) return () => undefined;
  const handlers = server.listeners("connection");
  server.removeAllListeners("connection");
  const handOver = (socket: Socket) => {
    for (const handle of handlers) handle.call(server, socket);
  };
  const waiting = new Set<Socket>();
  const sources = new TlsSources(server, options);

  server.on("connection", (socket: Socket) => {
    const peer = peerOf(socket, options.trustedProxies);
    if (!peer.isTrusted) {
      if (options.onlyTrusted) socket.destroy();
      else handOver(socket);
      return;
    }
    if (!options.proxyProtocol) return handOver(socket);
    waiting.add(socket);
    readProxyHeader(socket, options.headerTimeoutMs, (result) => {
      waiting.delete(socket);
      if (result.kind === "gone") return void socket.destroy();
      if (result.kind === "refused") {
        // In the middle of what should become TLS there is nobody who would read an answer.
        if (options.isSecure) socket.destroy();
        return options.onRefused(socket, peer, result.error);
      }
      // What the source says of others counts only if it is a trusted proxy as well.
      const address = result.kind === "source" ? result.address : peer.address;
      const source = { ...peer, address, isTrusted: options.trustedProxies.has(address) };
      if (options.isSecure) sources.add(socket, { ...source, isSecure: true });
      else setPeer(socket, source);
      handOver(socket);
    });
  });
  return () => {
    for (const socket of waiting) socket.destroy();
  };
}

/** Which source belongs to which TLS connection: node:tls doesn't tell what it is on, but both have the same two ends. */
class TlsSources {
  readonly #peers = new Map<string, Peer>();

  constructor(server: GatewayServer, options: AcceptOptions) {
    if (!options.isSecure || !options.proxyProtocol) return;
    const tell = (socket: TLSSocket) => {
      const peer = this.#peers.get(endOf(socket));
      if (peer !== undefined) setPeer(socket, peer);
      // Without its source it would count as the balancer itself, which is trusted.
      else if (peerOf(socket, options.trustedProxies).isTrusted) socket.destroy();
    };
    server.prependListener("secureConnection", tell);
    options.asking?.prependListener("secureConnection", tell);
  }

  add(socket: Socket, peer: Peer): void {
    const end = endOf(socket);
    this.#peers.set(end, peer);
    socket.once("close", () => this.#peers.delete(end));
  }
}

function endOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
