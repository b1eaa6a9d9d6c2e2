import type { GatewaySettings } from "./env.ts";
import { type Listener, type ListenerOptions, listen } from "./listen.ts";
import { plainListenerMode } from "./refuse-settings.ts";
import type { ExchangeHandler } from "./request/exchange-handler.ts";
import type { HostSet } from "./tls/host-set.ts";
import type { Certificates } from "./tls/open-certificates.ts";

export type Listeners = {
  /** Undefined when there is no such listener. */
  readonly port: number | undefined;
  readonly tlsPort: number | undefined;
  connections(): Promise<number>;
  handshakeFailures(): number;
  drain(): void;
  close(): Promise<void>;
};

/** The plain listener, and the TLS one when there are certificates. Both run the same pipeline. */
export async function openListeners(
  settings: GatewaySettings,
  certificates: Certificates | undefined,
  handler: ExchangeHandler,
  asksForCertificate: (() => HostSet) | undefined,
): Promise<Listeners> {
  const common = {
    host: settings.ZERQ_BIND_ADDRESS,
    trustedProxies: settings.TRUSTED_PROXIES,
    proxyProtocol: settings.GATEWAY_PROXY_PROTOCOL === "trusted",
    limits: {
      maxHeaderBytes: settings.GATEWAY_MAX_HEADER_BYTES,
      maxConnections: settings.GATEWAY_MAX_CONNECTIONS,
      headersTimeoutMs: settings.GATEWAY_HEADERS_TIMEOUT,
      requestTimeoutMs: settings.GATEWAY_REQUEST_TIMEOUT,
      keepAliveTimeoutMs: settings.GATEWAY_KEEP_ALIVE_TIMEOUT,
      sendTimeoutMs: settings.GATEWAY_SEND_TIMEOUT,
    },
    onExchange: handler.onExchange,
    onMalformed: handler.onMalformed,
  } satisfies Partial<ListenerOptions>;
  const offset = settings.ZERQ_PORT_OFFSET;
  const mode = plainListenerMode(settings);
  const plain =
    mode === "off"
      ? undefined
      : await listen({
          ...common,
          port: settings.ZERQ_GATEWAY_PORT + offset,
          onlyTrusted: mode === "trusted",
        });
  const secure =
    certificates === undefined
      ? undefined
      : await listen({
          ...common,
          port: settings.ZERQ_GATEWAY_TLS_PORT + offset,
          certificates,
          asksForCertificate,
          onlyTrusted: false,
        });
  const listeners: Listener[] = [plain, secure].filter((listener) => listener !== undefined);
  return {
    port: plain?.port,
    tlsPort: secure?.port,
    async connections() {
      const open = await Promise.all(listeners.map((listener) => listener.connections()));
      return open.reduce((sum, count) => sum + count, 0);
    },
    handshakeFailures: () => listeners.reduce((sum, listener) => sum + listener.handshakeFailures(), 0),
    drain() {
      for (const listener of listeners) listener.drain();
    },
    async close() {
      await Promise.all(listeners.map((listener) => listener.close()));
    },
  };
}
