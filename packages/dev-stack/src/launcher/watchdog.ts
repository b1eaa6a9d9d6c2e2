import { type ChildProcess, spawn } from "node:child_process";

/**
 * A shell that waits on a pipe from the launcher. When the launcher is gone without having stopped its children
 * (kill -9), the pipe closes, and the shell stops those that are still recorded. The ids are read once: records that a
 * new launcher writes meanwhile are none of its business. Signals to groups are written as `-s KILL --`: dash refuses
 * `-KILL --`.
 */
const script = `
while read -r line; do :; done
pids=""
for file in "$1"/*.pid; do
  [ -f "$file" ] && read -r pid < "$file" && pids="$pids $pid"
done
[ -z "$pids" ] && exit 0
rm -f "$2"
for pid in $pids; do kill -TERM "$pid" 2>/dev/null; done
left=50
while [ $left -gt 0 ]; do
  alive=""
  for pid in $pids; do kill -0 "$pid" 2>/dev/null && alive=yes; done
  [ -z "$alive" ] && break
  sleep 0.1
  left=$((left - 1))
done
for pid in $pids; do kill -s KILL -- "-$pid" 2>/dev/null; done
exit 0
`;

/**
 * Starts the watchdog, and another one whenever it is killed.
 * @param devJson removed together with the children, since it says that everything is ready
 * @returns how to end it, once all children are stopped; resolves when it is gone
 */
export function startWatchdog(runDirectory: string, devJson: string): () => Promise<void> {
  let stopping = false;
  let child: ChildProcess;
  let gone: Promise<void> = Promise.resolve();
  const begin = () => {
    child = spawn("/bin/sh", ["-c", script, "zerq-watchdog", runDirectory, devJson], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    child.stdin?.on("error", () => undefined);
    gone = new Promise((resolve) => {
      child.once("error", () => resolve());
      child.once("exit", () => {
        resolve();
        if (!stopping) begin();
      });
    });
  };
  begin();
  return () => {
    stopping = true;
    child.stdin?.end();
    return gone;
  };
}
