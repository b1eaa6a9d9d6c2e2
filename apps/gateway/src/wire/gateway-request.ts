import { type IncomingHttpHeaders, IncomingMessage } from "node:http";

/**
 * A request whose `headers` are only those few that node:http itself asks for. The pipeline reads the raw headers in one pass
 * of its own; building the object of all of them for nobody was the costliest part of parsing a small request.
 */
export class GatewayRequest extends IncomingMessage {}

const none: IncomingHttpHeaders = Object.freeze({});
/** Framing, and what decides how a request is begun. `te` and `host` are asked for in HTTP/1.0 and by nobody. */
const asked = new Set(["content-length", "transfer-encoding", "expect", "upgrade", "te"]);
const kAsked = Symbol("asked");

Object.defineProperty(GatewayRequest.prototype, "headers", {
  configurable: true,
  get(this: GatewayRequest & { [kAsked]?: IncomingHttpHeaders }): IncomingHttpHeaders {
    let headers = this[kAsked];
    if (headers === undefined) {
      headers = askedHeaders(this.rawHeaders);
      this[kAsked] = headers;
    }
    return headers;
  },
});

function askedHeaders(rawHeaders: readonly string[]): IncomingHttpHeaders {
  let found: IncomingHttpHeaders | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    // Their lengths: nearly all other names are told by theirs.
    const { length } = name;
    if (length !== 14 && length !== 17 && length !== 6 && length !== 7 && length !== 2) continue;
    const lower = name.toLowerCase();
    if (!asked.has(lower)) continue;
    found ??= {};
    found[lower] ??= rawHeaders[index + 1];
  }
  return found ?? none;
}
