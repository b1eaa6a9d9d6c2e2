import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An OTLP/HTTP collector that keeps what it is sent. */
export async function startTraceCollector(file: string): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => appendFileSync(file, chunk, { mode: 0o600 }));
    request.on("end", () => {
      appendFileSync(file, "\n");
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
    request.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
