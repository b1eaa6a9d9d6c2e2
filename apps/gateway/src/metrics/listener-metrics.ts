import { Counter, Gauge, type Registry } from "prom-client";
import type { Listeners } from "../open-listeners.ts";

/** What the listeners know of connections. */
export function registerListeners(listeners: Listeners, registry: Registry): void {
  const registers = [registry];
  new Gauge({
    name: "zerq_gateway_connections",
    help: "Open connections of callers.",
    registers,
    async collect() {
      this.set(await listeners.connections());
    },
  });
  new Counter({
    name: "zerq_gateway_tls_handshake_failures_total",
    help: "Connections to the TLS listener that ended before their handshake was complete.",
    registers,
    collect() {
      this.reset();
      this.inc(listeners.handshakeFailures());
    },
  });
}
