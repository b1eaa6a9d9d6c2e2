import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram } from "../find-program.ts";
import { callerToken, clientId, identityHeaders, profileId } from "./caller.ts";
import { startListening } from "./child.ts";
import type { Contestant, Site } from "./contestant.ts";

const forward =
  'proxy_pass http://backend/v1/accounts; proxy_http_version 1.1; proxy_set_header Connection "";';

export const nginxBare: Contestant = nginx("nginx bare", "forwards", bareServer(), "");
export const nginxPolicies: Contestant = nginx(
  "nginx with policies",
  "token, allowlist, two limits, JSON log, header rules",
  policyServer(),
  policyMaps(),
);

function nginx(name: string, does: string, server: string, maps: string): Contestant {
  return {
    name,
    does,
    missing: () => (findProgram("nginx") === undefined ? "nginx is not installed" : undefined),
    async start(site) {
      const program = findProgram("nginx") ?? "nginx";
      for (const folder of ["logs", "temp"]) mkdirSync(join(site.directory, folder), { recursive: true });
      const config = join(site.directory, "nginx.conf");
      writeFileSync(config, configuration(site, server, maps));
      const child = await startListening(
        program,
        ["-p", site.directory, "-c", config, "-e", "logs/error.log"],
        site.port,
      );
      const version = execFileSync(program, ["-v"], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
      return {
        ...child,
        url: `http://127.0.0.1:${site.port}/demo/accounts`,
        headers: identityHeaders(),
        version: version.trim() || programVersion(program),
      };
    },
  };
}

/** nginx prints its version on standard error. */
function programVersion(program: string): string {
  return execFileSync("sh", ["-c", '"$0" -v 2>&1', program], { encoding: "utf8" }).trim();
}

function configuration(site: Site, server: string, maps: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path temp/${kind};`)
    .join(" ");
  const connections = site.connections ?? 1_024;
  const buffering = site.streams === true ? "off" : "on";
  return `daemon off; worker_processes 1; pid nginx.pid; error_log logs/error.log error;
events { worker_connections ${connections}; }
http {
  ${temporary}
  client_max_body_size 0; proxy_request_buffering off; proxy_buffering ${buffering}; proxy_max_temp_file_size 0;
  keepalive_requests 100000000;
  ${maps}
  upstream backend { server 127.0.0.1:${site.upstreamPort}; keepalive 128; keepalive_requests 100000000; }
  server { listen 127.0.0.1:${site.port}; ${server} }
}
`;
}

function bareServer(): string {
  return `access_log off; location /demo/accounts { ${forward} }`;
}

function policyServer(): string {
  return `access_log logs/access.log as_json buffer=64k;
    location /demo/accounts {
      allow 127.0.0.0/8; deny all;
      if ($known_caller = 0) { return 401; }
      limit_req zone=per_minute burst=100000 nodelay;
      limit_req zone=per_day burst=100000 nodelay;
      proxy_set_header Authorization ""; proxy_set_header X-Client-ID ""; proxy_set_header X-Profile-ID "";
      proxy_set_header X-Api-Key demo; proxy_set_header X-Request-ID $request_id;
      ${forward}
    }`;
}

function policyMaps(): string {
  return `map_hash_bucket_size 256;
  map "$http_authorization|$http_x_client_id|$http_x_profile_id" $known_caller {
    default 0; "Bearer ${callerToken()}|${clientId}|${profileId}" 1;
  }
  limit_req_zone $http_x_client_id zone=per_minute:1m rate=900000r/s;
  limit_req_zone $http_x_profile_id zone=per_day:1m rate=900000r/s;
  log_format as_json escape=json '{"time":"$time_iso8601","id":"$request_id","method":"$request_method",'
    '"path":"$uri","status":$status,"bytes":$bytes_sent,"latency":$request_time,"ip":"$remote_addr",'
    '"client":"$http_x_client_id","profile":"$http_x_profile_id","agent":"$http_user_agent"}';`;
}
