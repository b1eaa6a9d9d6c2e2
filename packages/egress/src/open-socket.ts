import { connect as connectPlain, isIP, type LookupFunction, type OnReadOpts, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";

export type SocketPlan = {
  /** A name, or an address without brackets. */
  readonly host: string;
  readonly port: number;
  /** Milliseconds until the connection has to be there, its TLS handshake included. */
  readonly timeoutMs: number;
  /** Undefined for a plain connection. */
  readonly tls: ConnectionOptions | undefined;
  /** Where incoming bytes go; with it the socket emits no `data`. */
  readonly onread: OnReadOpts;
};

export type OnSocket = (error: Error | null, socket: Socket | undefined) => void;

/** Bytes, and milliseconds after which the system asks whether a silent peer is still there. */
const KEEP_ALIVE_PROBE_MS = 60_000;

/** The connection wasn't there in time. */
export class ConnectTimeoutError extends Error {
  readonly code = "ETIMEDOUT";
}

/**
 * Opens a connection through the guard's lookup. TLS is 1.2 or newer and verified unless the plan says otherwise; the
 * certificate has to be for `tls.servername`, or else for the host.
 * @param done called once, with an error or a connection that is ready to be written to
 */
export function openSocket(plan: SocketPlan, lookup: LookupFunction, done: OnSocket): void {
  const { host, port, tls, timeoutMs, onread } = plan;
  const common = {
    host,
    port,
    lookup,
    onread,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS,
  };
  const socket =
    tls === undefined
      ? connectPlain(common)
      : connectTls({
          minVersion: "TLSv1.2",
          ALPNProtocols: ["http/1.1"],
          ...(isIP(host) === 0 && { servername: host }),
          ...tls,
          ...common,
        });
  const timer = setTimeout(
    () => socket.destroy(new ConnectTimeoutError(`no connection to ${host}:${port} within ${timeoutMs} ms`)),
    timeoutMs,
  );
  const settle = (error: Error | null) => {
    clearTimeout(timer);
    socket.off("error", settle);
    socket.off(tls === undefined ? "connect" : "secureConnect", succeed);
    done(error, error === null ? socket : undefined);
  };
  const succeed = () => settle(null);
  socket.once("error", settle);
  socket.once(tls === undefined ? "connect" : "secureConnect", succeed);
}
