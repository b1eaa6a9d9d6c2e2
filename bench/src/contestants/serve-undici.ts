// `node:http` in front of undici's dispatch and nothing else: what a forwarding Node process costs at the least.
import { createServer, type ServerResponse } from "node:http";
import { type Dispatcher, Pool } from "undici";

const [port, upstreamPort, connections = 64] = process.argv.slice(2).map(Number);
const pool = new Pool(`http://127.0.0.1:${upstreamPort}`, { connections, pipelining: 1, bodyTimeout: 0 });

function answer(response: ServerResponse): Dispatcher.DispatchHandler {
  return {
    onRequestStart() {},
    onResponseStart(_controller, status, headers) {
      response.writeHead(status, headers);
    },
    onResponseData(controller, chunk) {
      if (response.write(chunk)) return;
      controller.pause();
      response.once("drain", () => controller.resume());
    },
    onResponseEnd() {
      response.end();
    },
    onResponseError(_controller, error) {
      response.destroy(error);
    },
  };
}

createServer((request, response) => {
  const { url: path = "/", headers } = request;
  const length = headers["content-length"];
  if (length === undefined) pool.dispatch({ path, method: "GET", headers: [] }, answer(response));
  else {
    const sent = { path, method: "POST" as const, headers: ["content-length", length], body: request };
    pool.dispatch(sent, answer(response));
  }
}).listen(port, "127.0.0.1");
