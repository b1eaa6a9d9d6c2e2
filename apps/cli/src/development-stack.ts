import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "./cli-error.ts";

type User = { username: string; password: string; roles: string[] };

/** What the command line reads of `.zerq/dev.json`. */
export type DevelopmentStack = {
  management: { url: string };
  identityProvider: { tokenUrl: string; cliClientId: string; users: User[] };
};

/** @throws CliError when no development stack runs from this folder, or its file is damaged */
export function readDevelopmentStack(dataDirectory: string): DevelopmentStack {
  const file = join(dataDirectory, "dev.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new CliError(
      `Zerq isn't running here: there is no ${file}. Start it with npm start and wait until it says that it is ready ` +
        "(ZERQ_DATA_DIRECTORY names another folder).",
    );
  }
  try {
    const { management, identityProvider } = JSON.parse(text) as DevelopmentStack;
    if (typeof management.url === "string" && Array.isArray(identityProvider.users)) {
      return { management, identityProvider };
    }
  } catch {
    // Said below, like any other content.
  }
  throw new CliError(`${file} is damaged. Stop Zerq and start it again: npm start writes it anew.`);
}
