import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A whole request as an upstream has understood it, or bytes that it could not (`method` is empty then). */
export type Recorded = {
  method: string;
  url: string;
  requestIds: string[];
  cases: string[];
  /** All headers as one text. */
  head: string;
  /** latin1. */
  body: string;
};

export type RecordingUpstream = {
  name: string;
  url: string;
  onRecord: (recorded: Recorded) => void;
  stop(): Promise<void>;
};

/** node:http, strict, as it comes. */
export async function nodeUpstream(): Promise<RecordingUpstream> {
  const upstream: Omit<RecordingUpstream, "url" | "stop"> = { name: "node", onRecord: () => undefined };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("error", () => undefined);
    request.on("end", () => {
      const { method = "", url = "", headersDistinct, rawHeaders } = request;
      upstream.onRecord({
        method,
        url,
        requestIds: headersDistinct["x-request-id"] ?? [],
        cases: headersDistinct["x-case"] ?? [],
        head: rawHeaders.join("\n"),
        body: Buffer.concat(parts).toString("latin1"),
      });
      response.end(JSON.stringify({ answers: headersDistinct["x-case"]?.join() ?? "", url }));
    });
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    // A connection that breaks off is how the gateway takes a request back; bytes that are wrong are another thing.
    if (error.code?.startsWith("HPE_") === true && error.code !== "HPE_INVALID_EOF_STATE")
      upstream.onRecord({ ...nothing, head: error.message });
    socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(upstream, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

const nothing: Recorded = { method: "", url: "", requestIds: [], cases: [], head: "", body: "" };

/** Python's http.server, when there is a Python. */
export async function pythonUpstream(): Promise<RecordingUpstream | undefined> {
  const script = fileURLToPath(new URL("recording_upstream.py", import.meta.url));
  const child = spawn("python3", ["-u", script], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = new Promise<undefined>((resolve) => {
    child.once("error", () => resolve(undefined));
    child.once("exit", () => resolve(undefined));
  });
  const upstream: Omit<RecordingUpstream, "url" | "stop"> = { name: "python", onRecord: () => undefined };
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, "line") as Promise<[string]>, exited]);
  if (first === undefined) return undefined;
  lines.on("line", (line) => upstream.onRecord(JSON.parse(line) as Recorded));
  return Object.assign(upstream, {
    url: `http://127.0.0.1:${first[0]}`,
    async stop() {
      // It ends when its input does, and so also when this process dies.
      child.stdin.end();
      await exited;
    },
  });
}
