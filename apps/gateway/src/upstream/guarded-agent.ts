import { type ClientRequestArgs, Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Duplex } from "node:stream";
import type { EgressGuard } from "@zerq/egress/guard";
import type { UpstreamTls } from "../snapshot/upstream-tls.ts";

type Connect = ReturnType<EgressGuard["connector"]>;
type OnCreated = (error: Error | null, socket: Duplex) => void;

/** Agents of node:http whose connections are made by the egress guard, so that an upgrade can't go where a request can't. */
export function guardedAgents(
  guard: EgressGuard,
  timeout: number,
  tls?: UpstreamTls,
): { http: HttpAgent; https: HttpsAgent } {
  const connect = guard.connector({ timeout, allowH2: false, ...tls });
  const open = (protocol: string, options: ClientRequestArgs, created?: OnCreated) => {
    connectThrough(connect, protocol, options, created);
    return undefined;
  };
  const http = new HttpAgent();
  http.createConnection = (options, created) => open("http:", options, created as OnCreated);
  const https = new HttpsAgent();
  https.createConnection = (options, created) => open("https:", options, created as OnCreated);
  return { http, https };
}

function connectThrough(
  connect: Connect,
  protocol: string,
  options: ClientRequestArgs,
  created: OnCreated | undefined,
): void {
  const hostname = options.hostname ?? options.host ?? "";
  const port = String(options.port ?? "");
  connect({ hostname, host: `${hostname}:${port}`, protocol, port }, (error, socket) => {
    created?.(error, socket as Duplex);
  });
}
