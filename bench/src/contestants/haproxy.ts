import { execFileSync } from "node:child_process";
import { openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../find-program.ts";
import { callerToken, clientId, identityHeaders, profileId } from "./caller.ts";
import { startListening } from "./child.ts";
import type { Contestant, Site } from "./contestant.ts";

export const haproxyBare: Contestant = haproxy("HAProxy bare", "forwards", "");
export const haproxyPolicies: Contestant = haproxy(
  "HAProxy with policies",
  "token, allowlist, two limits, JSON log, header rules",
  policies(),
);

function haproxy(name: string, does: string, rules: string): Contestant {
  return {
    name,
    does,
    missing: () => (findProgram("haproxy") === undefined ? "HAProxy is not installed" : undefined),
    async start(site) {
      const program = findProgram("haproxy") ?? "haproxy";
      const config = join(site.directory, "haproxy.cfg");
      writeFileSync(config, configuration(site, rules));
      const log = openSync(join(site.directory, "access.log"), "w");
      const child = await startListening(program, ["-db", "-q", "-f", config], site.port, {
        stdio: ["ignore", log, "inherit"],
      });
      const version = execFileSync(program, ["-v"], { encoding: "utf8" }).split("\n")[0] ?? "";
      return {
        ...child,
        url: `http://127.0.0.1:${site.port}/demo/accounts`,
        headers: identityHeaders(),
        version,
      };
    },
  };
}

function configuration(site: Site, rules: string): string {
  return `global
  nbthread 1
  log stdout format raw local0
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  option http-keep-alive
  http-reuse always
frontend front
  bind 127.0.0.1:${site.port}
  ${rules}
  http-request set-path /v1/accounts
  default_backend back
backend back
  server upstream 127.0.0.1:${site.upstreamPort}
backend per_minute
  stick-table type string len 24 size 100k expire 1m store http_req_rate(1m)
backend per_day
  stick-table type string len 24 size 100k expire 1d store http_req_cnt
`;
}

function policies(): string {
  return `log global
  log-format '{"time":"%t","id":"%ID","method":"%HM","path":"%HP","status":%ST,"bytes":%B,"latency":%Ta,"ip":"%ci"}'
  unique-id-format %{+X}o\\ %ci:%cp_%fi:%fp_%Ts_%rt:%pid
  unique-id-header X-Request-ID
  acl known_token req.hdr(authorization) -m str "Bearer ${callerToken()}"
  acl known_client req.hdr(x-client-id) -m str ${clientId}
  acl known_profile req.hdr(x-profile-id) -m str ${profileId}
  http-request deny deny_status 401 unless known_token known_client known_profile
  http-request deny deny_status 403 unless { src 127.0.0.0/8 }
  http-request track-sc0 req.hdr(x-client-id) table per_minute
  http-request track-sc1 req.hdr(x-client-id) table per_day
  http-request deny deny_status 429 if { sc_http_req_rate(0) gt 2000000000 }
  http-request deny deny_status 429 if { sc_http_req_cnt(1) gt 2000000000 }
  http-request del-header authorization
  http-request del-header x-client-id
  http-request del-header x-profile-id
  http-request set-header x-api-key demo`;
}
