import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import { escapeHtml, htmlPage, pageHeaders } from "../html-page.ts";
import { readBody } from "../http-server.ts";
import { findUser, type User } from "./users.ts";

/** GET shows the form, POST signs in and goes back to the authorization request. */
export async function handleSignIn(
  provider: Provider,
  users: readonly User[],
  formTargets: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const show = (status: number, problem = "") => {
    response.writeHead(status, pageHeaders(formTargets));
    response.end(htmlPage("Sign in", signInForm(users, problem)));
  };
  try {
    await provider.interactionDetails(request, response);
  } catch {
    response.writeHead(400, pageHeaders());
    response.end(htmlPage("Sign in", "<h1>This sign-in has expired.</h1><p>Go back and start it again.</p>"));
    return;
  }
  if (request.method !== "POST") return show(200);
  const form = new URLSearchParams(await readBody(request, 10_000));
  const user = findUser(users, form.get("username"), form.get("password"));
  if (user === undefined) return show(401, "Wrong username or password.");
  await provider.interactionFinished(request, response, { login: { accountId: user.username } });
}

function signInForm(users: readonly User[], problem: string): string {
  const rows = users
    .map(({ username, password, roles }) => [username, password, roles.join(", ")])
    .map((cells) => `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`)
    .join("");
  return (
    `<h1>Sign in to Zerq</h1>${problem && `<p class="problem" role="alert">${escapeHtml(problem)}</p>`}` +
    `<form method="post"><label>Username <input name="username" autocomplete="username" autofocus required></label>` +
    `<label>Password <input name="password" type="password" autocomplete="current-password" required></label>` +
    `<button type="submit">Sign in</button></form>` +
    `<p>Users of the development stack:</p><table><tr><th>Username</th><th>Password</th><th>Roles</th></tr>${rows}</table>`
  );
}
