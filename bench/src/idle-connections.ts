import { connect, type Socket } from "node:net";

/** Connections that are opened at one time. */
const OPENING = 20;

export type IdleConnections = { closed(): number; close(): void };

/**
 * Opens connections, has one answer on each, and leaves them open.
 * @throws Error when an answer isn't 200
 */
export async function openIdleConnections(
  url: string,
  headers: Record<string, string>,
  count: number,
): Promise<IdleConnections> {
  const { hostname, port, pathname } = new URL(url);
  const lines = Object.entries({ host: `${hostname}:${port}`, ...headers }).map(([n, v]) => `${n}: ${v}`);
  const head = `GET ${pathname} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
  const sockets: Socket[] = [];
  let closed = 0;
  let isClosing = false;
  const open = async () => {
    while (sockets.length < count) {
      const socket = connect(Number(port), hostname);
      sockets.push(socket);
      await answered(socket, head);
      socket.on("close", () => {
        if (!isClosing) closed += 1;
      });
    }
  };
  await Promise.all(Array.from({ length: OPENING }, open));
  return {
    closed: () => closed,
    close() {
      isClosing = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The answer of the benchmarks' upstream comes with its length, whatever is in front of it. */
function answered(socket: Socket, head: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = "";
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      if (end === -1) return;
      if (!text.startsWith("HTTP/1.1 200 ")) return reject(new Error(`answered with ${text.slice(0, 200)}`));
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN);
      if (/\r\n0\r\n\r\n$/.test(text) || text.length - end - 4 >= length) resolve();
    });
    socket.write(head);
  });
}
