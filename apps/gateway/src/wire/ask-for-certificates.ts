import type { Socket } from "node:net";
import type { HostSet } from "../tls/host-set.ts";
import type { GatewayServer } from "./create-server.ts";
import { peekServerName } from "./peek-server-name.ts";

export type AskOptions = {
  /** Takes the connections whose callers are asked for a certificate; it never listens itself. */
  readonly asking: GatewayServer;
  /** Who is asked at the moment, by the name that the caller asks for (SNI). */
  hosts(): HostSet;
  /** Milliseconds for the first message. */
  readonly helloTimeoutMs: number;
};

/** @returns hangs up on whoever is asked, also in the middle of a handshake, where the server doesn't know it yet */
export type HangUp = () => void;

/**
 * Hands each TLS connection to the server that asks for a certificate or to the one that doesn't. Whether a server asks, and
 * whether sessions are resumed, is settled before its certificate is chosen by name, so that one server can't do both.
 */
export function askForCertificates(server: GatewayServer, options: AskOptions): HangUp {
  const quiet = server.listeners("connection");
  const asking = options.asking.listeners("connection");
  const open = new Set<Socket>();
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    if (options.hosts().isEmpty) return handOver(quiet, server, socket);
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    peekServerName(socket, options.helloTimeoutMs, (name) => {
      if (options.hosts().has(name)) return handOver(asking, options.asking, socket);
      open.delete(socket);
      handOver(quiet, server, socket);
    });
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}

function handOver(handlers: readonly unknown[], server: GatewayServer, socket: Socket): void {
  for (const handle of handlers) (handle as (socket: Socket) => void).call(server, socket);
}
