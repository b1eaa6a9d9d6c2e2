import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below the ports that systems give to outgoing connections, one of which could take it before a server does. */
const [FIRST, BEHIND_LAST] = [12_000, 32_000];
const MOST_TRIES = 100;

/** A TCP port of the loopback interface that was free a moment ago. @throws Error when none is found */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const port = randomInt(FIRST, BEHIND_LAST);
    if (!(await isTaken(port))) return port;
  }
  throw new Error(`no free port from ${FIRST} to ${BEHIND_LAST - 1} was found`);
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
