import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below the ports that systems give to outgoing connections, one of which could take it before a server does. */
export const PORTS = { first: 12_000, behindLast: 32_000 } as const;
const MOST_TRIES = 100;

/**
 * A TCP port of the loopback interface that was free a moment ago.
 * @param range where it is looked for
 * @throws Error when none is found
 */
export async function freePort(range: { first: number; behindLast: number } = PORTS): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const port = randomInt(range.first, range.behindLast);
    if (!(await isTaken(port))) return port;
  }
  throw new Error(`no free port from ${range.first} to ${range.behindLast - 1} was found`);
}

/** Whether something listens on this port of the loopback interface, or on all interfaces. */
export function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // A port that may not be opened at all (EACCES) isn't taken: whoever tries to will say so.
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "EADDRINUSE"));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(false)));
  });
}
