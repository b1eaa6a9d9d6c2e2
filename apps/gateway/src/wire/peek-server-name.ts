import type { Socket } from "node:net";
import { readServerName } from "./server-name.ts";

/**
 * Looks at the host that a TLS connection asks for, and leaves every byte for whoever reads next.
 * @param withinMs it must be there by then; who is too slow is hung up on
 * @param done called once, unless the caller goes away before
 */
export function peekServerName(
  socket: Socket,
  withinMs: number,
  done: (name: string | undefined) => void,
): void {
  let seen: Buffer = Buffer.alloc(0);

  function stop(): void {
    clearTimeout(timer);
    socket.off("readable", onReadable);
    for (const event of ["end", "error", "close"]) socket.off(event, onGone);
  }
  const onGone = () => {
    stop();
    socket.destroy();
  };
  const timer = setTimeout(onGone, withinMs);

  function onReadable(): void {
    const more = socket.read() as Buffer | null;
    if (more === null) return;
    seen = seen.length === 0 ? more : Buffer.concat([seen, more]);
    const hello = readServerName(seen);
    if (hello.kind === "incomplete") return;
    stop();
    socket.unshift(seen);
    done(hello.name);
  }
  socket.on("readable", onReadable);
  for (const event of ["end", "error", "close"]) socket.on(event, onGone);
  // What came behind a PROXY protocol header is here already, and no event tells of it.
  onReadable();
}
