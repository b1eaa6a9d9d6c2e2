// The upstream of every contestant: fixed bytes over plain sockets, so that it is never what is measured.
import { createServer } from "node:net";

const port = Number(process.argv[2]);
const body = JSON.stringify({
  accounts: Array.from({ length: 4 }, (_, index) => ({
    id: `acc-${index}`,
    currency: "EUR",
    balance: "1250.00",
  })),
});
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
);

createServer({ noDelay: true }, (socket) => {
  let tail = "";
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    // GET requests have no body, so every blank line ends one request.
    const parts = (tail + chunk.toString("latin1")).split("\r\n\r\n");
    tail = parts.pop() ?? "";
    if (parts.length > 0) socket.write(Buffer.concat(parts.map(() => answer)));
  });
}).listen(port, "127.0.0.1");
