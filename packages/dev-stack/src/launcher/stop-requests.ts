/** Ctrl-C in a terminal reaches every process of the group, and npm and tools/start.mjs hand it on as well: one press, not three. */
const ONE_PRESS_MS = 1_000;

/**
 * Listens for everything that asks the launcher to end: SIGINT, SIGTERM, SIGHUP, and the end of the process that started
 * it over an IPC channel (tools/start.mjs), however that ended.
 * @param stop called once, at the first request
 * @param kill called at a further request: whoever presses Ctrl-C again wants it to end now
 */
export function onStopRequest(stop: (reason: string) => void, kill: () => void): void {
  let first: number | undefined;
  const request = (reason: string) => {
    if (first === undefined) {
      first = Date.now();
      stop(reason);
    } else if (Date.now() - first > ONE_PRESS_MS) kill();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => request(signal));
  if (process.connected) {
    process.once("disconnect", () => {
      if (first === undefined) request("the process that started it is gone");
    });
    process.channel?.unref();
  }
}
