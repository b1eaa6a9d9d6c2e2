// Runs an installer and shows that it works: its last line, over and over in one place on a terminal, now and then elsewhere.
import { spawn } from "node:child_process";

const EVERY_MS = 5_000;
const KEPT_LENGTH = 20_000;

/**
 * @param {string} command
 * @param {string[]} parameters
 * @param {import("node:child_process").SpawnOptions} options
 * @returns {Promise<{ok: boolean, missing: boolean, output: string}>} `missing` when there is no such program;
 * `output` is the end of what it printed
 */
export function runWithProgress(command, parameters, options) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const show = createDisplay();
    let output = "";
    let missing = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk) => {
        output = (output + chunk).slice(-KEPT_LENGTH);
        const last = chunk
          .trim()
          .split(/[\r\n]+/)
          .at(-1);
        if (last) show(last.trim());
      });
    }
    const stop = endWithChild(child);
    child.on("error", (error) => {
      missing = error.code === "ENOENT";
      output += error.message;
    });
    child.on("close", (code) => {
      stop();
      show("");
      resolve({ ok: code === 0, missing, output });
    });
  });
}

/** An interrupted set-up interrupts its installer, and the next start does it again. */
function endWithChild(child) {
  const listeners = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => {
    const listener = () => {
      child.kill(signal);
      child.once("close", () => process.exit(130));
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => {
    for (const remove of listeners) remove();
  };
}

/** Standard error, so that standard output stays the command's own. */
function createDisplay() {
  const out = process.stderr;
  if (out.isTTY) {
    return (line) => out.write(`\r\u001b[K${line && `  ${line.slice(0, (out.columns || 80) - 4)}`}`);
  }
  let next = Date.now() + EVERY_MS;
  return (line) => {
    if (line === "" || Date.now() < next) return;
    next = Date.now() + EVERY_MS;
    out.write(`  ${line.slice(0, 160)}\n`);
  };
}
