import { accessTokenOf } from "../access-token.ts";
import { readDevelopmentStack } from "../development-stack.ts";
import type { CliSettings } from "../env.ts";

/** Prints the access token and nothing else, so that a script can take it: `$(npm run -s zerq -- token --user modifier)`. */
export async function token(settings: CliSettings, { user }: { user: string }): Promise<void> {
  const stack = readDevelopmentStack(settings.dataDirectory);
  process.stdout.write(`${await accessTokenOf(stack, user)}\n`);
}
