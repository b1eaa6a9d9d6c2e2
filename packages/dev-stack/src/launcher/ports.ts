import { isTaken } from "../free-port.ts";
import { LauncherError } from "./launcher-error.ts";

/** Every port of the development stack: the setting that moves it, its default, and what listens there. */
export const portTable = {
  gateway: ["ZERQ_GATEWAY_PORT", 8080, "gateway"],
  gatewayTls: ["ZERQ_GATEWAY_TLS_PORT", 8443, "gateway (TLS)"],
  gatewayOperations: ["ZERQ_GATEWAY_OPERATIONS_PORT", 9090, "gateway (operations)"],
  management: ["ZERQ_MANAGEMENT_PORT", 3000, "management and console"],
  managementInternal: ["ZERQ_MANAGEMENT_INTERNAL_PORT", 3010, "management (internal)"],
  managementOperations: ["ZERQ_MANAGEMENT_OPERATIONS_PORT", 9091, "management (operations)"],
  portal: ["ZERQ_PORTAL_PORT", 3001, "developer portal"],
  portalOperations: ["ZERQ_PORTAL_OPERATIONS_PORT", 9092, "developer portal (operations)"],
  identityProvider: ["ZERQ_IDENTITY_PROVIDER_PORT", 8081, "identity provider"],
  mail: ["ZERQ_MAIL_PORT", 8025, "mail inbox"],
  smtp: ["ZERQ_SMTP_PORT", 8026, "mail catcher (SMTP)"],
  upstream: ["ZERQ_UPSTREAM_PORT", 8090, "demo upstream"],
  mongodb: ["ZERQ_MONGODB_PORT", 27117, "MongoDB-compatible server"],
  redis: ["ZERQ_REDIS_PORT", 6479, "Redis"],
} as const satisfies Record<string, readonly [setting: string, port: number, what: string]>;

export type PortName = keyof typeof portTable;
export type Ports = Readonly<Record<PortName, number>>;

const names = Object.keys(portTable) as PortName[];

/**
 * The port of each listener: its setting or its default, plus ZERQ_PORT_OFFSET.
 * @throws LauncherError for a setting that is no port, or two listeners on one port
 */
export function choosePorts(env: Readonly<Record<string, string | undefined>>): Ports {
  const offset = readNumber(env, "ZERQ_PORT_OFFSET", 0);
  const ports = {} as Record<PortName, number>;
  for (const name of names) {
    const [setting, standard, what] = portTable[name];
    const port = readNumber(env, setting, standard) + offset;
    if (port < 1 || port > 65_535) {
      throw new LauncherError(
        `The port of ${what} would be ${port}, which is none: mend ${setting} or ZERQ_PORT_OFFSET (1 to 65535).`,
      );
    }
    const other = names.find((earlier) => ports[earlier] === port);
    if (other !== undefined) {
      throw new LauncherError(
        `${portTable[other][2]} and ${what} would share port ${port}: change ${portTable[other][0]} or ${setting}.`,
      );
    }
    ports[name] = port;
  }
  return ports;
}

function readNumber(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  standard: number,
): number {
  const text = env[name];
  if (text === undefined || text === "") return standard;
  if (/^-?\d{1,5}$/.test(text)) return Number(text);
  throw new LauncherError(`${name} must be a whole number, not "${text}".`);
}

/** @throws LauncherError naming each port that something listens on, and the settings that move it */
export async function refuseTakenPorts(ports: Ports, used: readonly PortName[]): Promise<void> {
  const states = await Promise.all(used.map(async (name) => ({ name, taken: await isTaken(ports[name]) })));
  const taken = states.filter((state) => state.taken);
  if (taken.length === 0) return;
  const lines = taken.map(({ name }) => {
    const [setting, , what] = portTable[name];
    return `  port ${ports[name]} for ${what} is taken; ${setting}=<port> moves it`;
  });
  throw new LauncherError(
    `\n${lines.join("\n")}\nStop what listens there, set another port, or move all of them: ZERQ_PORT_OFFSET=1000 npm start`,
  );
}

/** The settings that tell a service its own ports: final ones, so no offset goes with them. */
export function portSettings(ports: Ports, ...own: PortName[]): Record<string, string> {
  return Object.fromEntries(own.map((name) => [portTable[name][0], String(ports[name])]));
}
