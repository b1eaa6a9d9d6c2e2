// `http-proxy` with kept-alive upstream connections: the usual way to write a proxy in Node.
import { Agent, createServer } from "node:http";
import httpProxy from "http-proxy";

const [port, upstreamPort] = process.argv.slice(2).map(Number);
const proxy = httpProxy.createProxyServer({
  target: `http://127.0.0.1:${upstreamPort}`,
  agent: new Agent({ keepAlive: true, maxSockets: 64 }),
});

createServer((request, response) => proxy.web(request, response)).listen(port, "127.0.0.1");
