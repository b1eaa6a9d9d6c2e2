import { BlockList, isIP } from "node:net";

/** One entry of EGRESS_ALLOW: a host name, `*.suffix`, an address or a network, and a port or `*`. */
type Rule = { host?: string; suffix?: string; network?: BlockList; port: number | "*" };

export type AllowList = {
  /** Whether this internal address may be reached on this port when it was asked for under this name. */
  opens(host: string, address: string, port: number): boolean;
  /** Whether the name itself is listed, before it was resolved. */
  opensName(host: string, port: number): boolean;
};

/**
 * Reads EGRESS_ALLOW: entries `host:port`, `*.suffix:port`, `address:port`, `network/bits:port`, separated by commas;
 * IPv6 in brackets; `*` as port for any.
 * @throws RangeError naming the entry that it can't read
 */
export function parseAllowList(text: string): AllowList {
  const rules = text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map(parseRule);
  const portMatches = (rule: Rule, port: number) => rule.port === "*" || rule.port === port;
  const nameMatches = (rule: Rule, host: string) =>
    rule.host === host || (rule.suffix !== undefined && host.endsWith(rule.suffix));
  return {
    opens: (host, address, port) =>
      rules.some(
        (rule) =>
          portMatches(rule, port) &&
          (nameMatches(rule, host.toLowerCase()) ||
            (rule.network?.check(address, isIP(address) === 6 ? "ipv6" : "ipv4") ?? false)),
      ),
    opensName: (host, port) =>
      rules.some((rule) => portMatches(rule, port) && nameMatches(rule, host.toLowerCase())),
  };
}

function parseRule(entry: string): Rule {
  const match = /^(?:\[([^\]]+)\](\/\d{1,3})?|([^:[\]]+)):(\d{1,5}|\*)$/.exec(entry);
  const target = match?.[3] ?? (match?.[1] === undefined ? undefined : match[1] + (match[2] ?? ""));
  if (match === null || target === undefined) {
    throw new RangeError(`EGRESS_ALLOW: ${entry} is not host:port, network/bits:port or [ipv6]:port`);
  }
  const port = match[4] === "*" ? "*" : Number(match[4]);
  const [address = "", bits] = target.split("/");
  const family = isIP(address);
  if (family !== 0) {
    const network = new BlockList();
    network.addSubnet(
      address,
      bits === undefined ? (family === 6 ? 128 : 32) : Number(bits),
      family === 6 ? "ipv6" : "ipv4",
    );
    return { network, port };
  }
  const name = target.toLowerCase();
  if (!/^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(name))
    throw new RangeError(`EGRESS_ALLOW: ${entry} names no host`);
  return name.startsWith("*.") ? { suffix: name.slice(1), port } : { host: name, port };
}
