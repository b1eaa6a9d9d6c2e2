// Puts another program in this one's place, as far as a program that isn't a shell can.
import { spawn } from "node:child_process";

/**
 * Starts it on this terminal, hands signals on to it, and ends with its exit code. The IPC channel tells it when this
 * process is gone, however that happened; a program that doesn't look at it is not disturbed.
 */
export function runInForeground(command, parameters, options) {
  const child = spawn(command, parameters, { ...options, stdio: ["inherit", "inherit", "inherit", "ipc"] });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  onOrphaned(() => child.kill("SIGTERM"));
  child.on("error", (error) => {
    console.error(`${command} could not be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143);
    process.exit();
  });
}

/**
 * Whoever kills npm means what npm runs. `exec` in package.json lets npm's signals come here and not end in its shell;
 * of a kill -9 nothing comes but another parent.
 */
function onOrphaned(act) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, 500);
  timer.unref();
}
