import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isTaken } from "../free-port.ts";
import type { DevJson } from "../launcher/dev-json.ts";
import { type Ports, portTable } from "../launcher/ports.ts";
import { bad, type Finding, good, note } from "./finding.ts";

/** The running stack's services, or, when there is none, whether its ports are free. */
export async function checkStack(dataDirectory: string, ports: Ports): Promise<Finding[]> {
  const file = join(dataDirectory, "dev.json");
  if (!existsSync(file)) return [note(`Zerq is not running (no ${file})`), ...(await checkPorts(ports))];
  let dev: DevJson;
  try {
    dev = JSON.parse(readFileSync(file, "utf8")) as DevJson;
  } catch {
    return [bad(`${file} is damaged: stop Zerq and start it again`)];
  }
  return Promise.all([
    checkService("management", `${dev.management.operationsUrl}/readyz`),
    checkService("gateway", `${dev.gateway.operationsUrl}/readyz`),
    checkService("developer portal", `${dev.portal.operationsUrl}/readyz`),
    checkService("identity provider", `${dev.identityProvider.issuer}/.well-known/openid-configuration`),
    checkService("mail catcher", `${dev.mail.url}/api/messages`),
    checkService("demo upstream", `${dev.upstream.url}/v1/accounts`),
  ]);
}

async function checkPorts(ports: Ports): Promise<Finding[]> {
  const names = Object.keys(portTable) as (keyof Ports)[];
  const findings = await Promise.all(
    names.map(async (name) => {
      const [setting, , what] = portTable[name];
      if (!(await isTaken(ports[name]))) return [];
      return [bad(`Port ${ports[name]} for ${what} is taken; ${setting}=<port> moves it`)];
    }),
  );
  const taken = findings.flat();
  return taken.length > 0 ? taken : [good("All ports are free")];
}

async function checkService(name: string, url: string): Promise<Finding> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    const text = await answer.text();
    if (answer.status === 200) return good(`${name} is ready`);
    return bad(`${name} is not ready: ${url} answered ${answer.status} ${text.slice(0, 300)}`);
  } catch {
    return bad(
      `${name} does not answer at ${url}; npm start starts everything that ended again, so look at its log`,
    );
  }
}
