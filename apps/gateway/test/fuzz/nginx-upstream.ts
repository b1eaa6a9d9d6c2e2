import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePorts } from "../free-ports.ts";
import { eventually } from "../started-gateway.ts";
import { nodeUpstream, type RecordingUpstream } from "./recording-upstreams.ts";

/**
 * nginx, when there is one: what it has understood it hands on to a recorder of its own, and what it could not read it says in
 * its log of errors.
 */
export async function nginxUpstream(): Promise<RecordingUpstream | undefined> {
  const [port = 0] = await freePorts(1);
  const recorder = await nodeUpstream();
  const folder = mkdtempSync(join(tmpdir(), "zerq-fuzz-nginx-"));
  writeFileSync(join(folder, "nginx.conf"), configuration(port, recorder.url));
  const child = spawn("nginx", ["-p", folder, "-c", "nginx.conf", "-e", "stderr"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = new Promise<undefined>((resolve) => {
    child.once("error", () => resolve(undefined));
    child.once("exit", () => resolve(undefined));
  });
  const upstream: RecordingUpstream = {
    name: "nginx",
    url: `http://127.0.0.1:${port}`,
    onRecord: () => undefined,
    async stop() {
      child.kill("SIGQUIT");
      await exited;
      await recorder.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  recorder.onRecord = (recorded) => upstream.onRecord(recorded);
  createInterface({ input: child.stderr }).on("line", (line) => {
    // "client prematurely closed" is how the gateway takes a request back; bytes that are wrong are another thing.
    if (/client sent (?!no )/.test(line))
      upstream.onRecord({ method: "", url: "", requestIds: [], cases: [], head: line, body: "" });
  });
  const isUp = eventually("nginx", async () =>
    fetch(upstream.url).then(
      () => true,
      () => undefined,
    ),
  ).catch(() => undefined);
  if ((await Promise.race([isUp, exited])) === true) return upstream;
  await upstream.stop();
  return undefined;
}

/** It hides nothing: no name is ignored, no path cleaned, and a body is only passed on when it is there. */
function configuration(port: number, recorder: string): string {
  return `
daemon off;
master_process off;
pid nginx.pid;
error_log stderr info;
events { worker_connections 4096; }
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  underscores_in_headers on;
  ignore_invalid_headers off;
  merge_slashes off;
  client_max_body_size 0;
  large_client_header_buffers 8 64k;
  keepalive_requests 1000000;
  upstream recorder { server ${new URL(recorder).host}; keepalive 64; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://recorder;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
    }
  }
}
`;
}
