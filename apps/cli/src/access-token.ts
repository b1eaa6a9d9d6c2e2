import { CliError } from "./cli-error.ts";
import type { DevelopmentStack } from "./development-stack.ts";
import { request } from "./request.ts";

/**
 * An access token of one of the development stack's users, by the password grant that its identity provider has for this.
 * @throws CliError for an unknown user, or a provider that gives none
 */
export async function accessTokenOf(stack: DevelopmentStack, username: string): Promise<string> {
  const { users, tokenUrl, cliClientId } = stack.identityProvider;
  const user = users.find((candidate) => candidate.username === username);
  if (user === undefined) {
    const names = users.map((candidate) => candidate.username).join(", ");
    throw new CliError(`There is no user ${username}. The development stack has: ${names}.`);
  }
  const answer = await request(tokenUrl, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "password",
      client_id: cliClientId,
      username: user.username,
      password: user.password,
    }),
  });
  const body = await answer.json().catch(() => undefined);
  const token = (body as { access_token?: unknown } | undefined)?.access_token;
  if (typeof token === "string") return token;
  throw new CliError(`The identity provider at ${tokenUrl} answered ${answer.status} and gave no token.`);
}
