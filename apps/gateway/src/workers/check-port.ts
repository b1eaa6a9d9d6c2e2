import { createServer } from "node:net";

/** Milliseconds that workers of a predecessor may take to let go of a port. */
const PATIENCE_MS = 3_000;

/**
 * Whether a port can be had, asked without sharing it: a worker that shares would not notice another gateway there.
 * @param setting the one that moves it
 * @throws Error with a sentence that names port and setting
 */
export async function checkPort(host: string, port: number, setting: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const code = await tryPort(host, port);
    if (code === undefined) return;
    if (code !== "EADDRINUSE")
      throw new Error(`can't listen on ${host}:${port} (${code}); see ${setting} and ZERQ_BIND_ADDRESS`);
    if (performance.now() > deadline) throw new Error(`port ${port} is taken; ${setting} moves it`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function tryPort(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
