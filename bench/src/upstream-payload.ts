// An upstream that reads whatever it is sent and answers with so many bytes: node bench/src/upstream-payload.ts <port> <bytes>
import { createServer } from "node:http";

const [port, bytes = 0] = process.argv.slice(2).map(Number);
const body = Buffer.alloc(bytes, "x");
const headers = { "content-type": "application/octet-stream", "content-length": bytes };

createServer((request, response) => {
  request.on("end", () => response.writeHead(200, headers).end(body));
  request.on("error", () => response.destroy());
  request.resume();
}).listen(port, "127.0.0.1");
