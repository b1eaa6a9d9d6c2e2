import { fileURLToPath } from "node:url";
import { identityHeaders } from "./caller.ts";
import { startListening } from "./child.ts";
import type { Contestant } from "./contestant.ts";

export const bareUndici: Contestant = nodeProxy("bare undici", "serve-undici.ts");
export const httpProxy: Contestant = nodeProxy("http-proxy", "serve-http-proxy.ts");

function nodeProxy(name: string, file: string): Contestant {
  return {
    name,
    does: "forwards",
    missing: () => undefined,
    async start(site) {
      const script = fileURLToPath(new URL(file, import.meta.url));
      const child = await startListening(
        process.execPath,
        [script, String(site.port), String(site.upstreamPort), String(site.connections ?? 64)],
        site.port,
        { env: { ...process.env, ...site.environment } },
      );
      return {
        ...child,
        url: `http://127.0.0.1:${site.port}/v1/accounts`,
        headers: identityHeaders(),
        version: `Node ${process.version}`,
      };
    },
  };
}
