// Makes a fresh clone able to run: dependencies by pnpm, the right Node from the package `node`, and, where no servers
// are installed, SecantusDB and Redis in a virtual environment under .zerq/. Plain JavaScript for any Node from 18 on.
import "./refuse-old-node.mjs";
import { fileURLToPath } from "node:url";
import { installDependencies, nodeOf } from "./install-dependencies.mjs";
import { installServers } from "./install-servers.mjs";
import { refuse } from "./refuse.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));

/**
 * @param {{log: (line: string) => void, servers?: boolean}} options `servers: false` leaves the embedded servers out
 * @returns {Promise<{node: string, root: string}>} the path of the right Node, and the project's folder
 */
export async function setUp({ log, servers = true }) {
  if (process.platform === "win32")
    refuse("Zerq's development stack runs on Linux and macOS. On Windows use WSL.");
  await installDependencies(root, log);
  if (servers) await installServers(root, log);
  return { node: nodeOf(root), root };
}
