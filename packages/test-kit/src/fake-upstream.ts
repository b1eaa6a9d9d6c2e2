import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type SeenRequest = {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  rawHeaders: string[];
  body: string;
};
export type FakeUpstream = { url: string; port: number; requests: SeenRequest[]; stop(): Promise<void> };

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A real HTTP server that keeps what it was sent; it answers 200 with JSON unless a handler does otherwise. */
export async function startUpstream(handler?: Handler): Promise<FakeUpstream> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const { method = "", url = "", headers, rawHeaders } = request;
      requests.push({ method, url, headers, rawHeaders, body });
      if (handler !== undefined) return handler(request, response, body);
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ method, url }));
    });
    request.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
