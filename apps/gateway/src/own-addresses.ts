import { lookup } from "node:dns/promises";
import type { GatewaySettings } from "./env.ts";

const loopback = ["localhost", "127.0.0.1", "::1"];

/**
 * Zerq's own servers as far as a gateway knows them, as `host:port`, by name and by address: no upstream may ever be one of
 * them (threat 14), even where EGRESS_ALLOW opens the loopback interface.
 */
export async function ownAddresses(settings: GatewaySettings): Promise<string[]> {
  const redis = new URL(settings.REDIS_URL.reveal());
  const host = redis.hostname.replace(/^\[|\]$/g, "");
  const addresses = await lookup(host, { all: true }).catch(() => []);
  const names = [host, ...addresses.map(({ address }) => address)];
  if (names.some((name) => loopback.includes(name))) names.push(...loopback);
  const operations = settings.ZERQ_GATEWAY_OPERATIONS_PORT + settings.ZERQ_PORT_OFFSET;
  return [
    ...names.map((name) => `${name}:${redis.port === "" ? 6_379 : redis.port}`),
    ...[...loopback, settings.ZERQ_BIND_ADDRESS].map((name) => `${name}:${operations}`),
  ];
}
