import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** Milliseconds that a caller has to notice that its connection closes. It stops sending a round trip later, or never. */
const LINGER_MS = 2_000;

type Closing = { destroySoon?: Socket["destroySoon"] };

/**
 * Makes the end of a connection one in two steps, for a request whose body is left unread: the answer goes out with the end of
 * our side, and what still comes is read and dropped until the caller ends its own, for a bounded time. Closing with unread
 * bytes would reset the connection, and a caller that is still sending loses the answer by that (RFC 9112 section 9.6).
 */
export function lingerBehind(request: IncomingMessage): void {
  const { socket } = request;
  // node:http calls it when the answer is out, and so does the gateway; the second call closes at once.
  socket.destroySoon = () => {
    delete (socket as Closing).destroySoon;
    if (socket.destroyed) return;
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once("close", () => clearTimeout(timer));
    socket.end();
    request.resume();
  };
}
