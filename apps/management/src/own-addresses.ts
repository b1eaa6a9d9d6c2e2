import { lookup } from "node:dns/promises";

const loopback = ["localhost", "127.0.0.1", "::1"];

/**
 * The product's own servers as `host:port`, by name and by address: what no outbound connection may ever reach.
 * @param urls of MongoDB and Redis; several hosts may be separated by commas, as in a replica set's
 * @param ports own listeners on this machine
 */
export async function ownAddresses(urls: readonly string[], ports: readonly number[]): Promise<string[]> {
  const own = new Set(ports.flatMap((port) => loopback.map((host) => `${host}:${port}`)));
  for (const { host, port } of urls.flatMap(hostsOf)) {
    const addresses = await lookup(host, { all: true }).catch(() => []);
    const names = [host, ...addresses.map(({ address }) => address)];
    if (names.some((name) => loopback.includes(name))) names.push(...loopback);
    for (const name of names) own.add(`${name}:${port}`);
  }
  return [...own];
}

const defaultPorts: Readonly<Record<string, number>> = { mongodb: 27_017, redis: 6_379, rediss: 6_379 };

function hostsOf(url: string): { host: string; port: number }[] {
  const match = /^([a-z+]+):\/\/(?:[^/@]*@)?([^/?]*)/.exec(url);
  const standard = defaultPorts[match?.[1] ?? ""];
  // Names of mongodb+srv are found by SRV records, and their servers' addresses are public or opened by EGRESS_ALLOW.
  if (match === null || standard === undefined) return [];
  return (match[2] ?? "").split(",").map((item) => {
    const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/.exec(item) ?? [];
    return { host: bracketed ?? plain ?? "", port: Number(port ?? standard) };
  });
}
