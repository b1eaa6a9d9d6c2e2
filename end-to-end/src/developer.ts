import { expect, inject } from "vitest";
import { eventually } from "./callers.ts";
import { keepAnswer, noteSecrets, secrets } from "./run-records.ts";

const dev = inject("dev");

/** A developer's browser at the portal: keeps cookies, and calls as its page does. */
export class Developer {
  readonly #cookies = new Map<string, string>();
  #csrfToken = "";

  async send(method: string, path: string, body?: object): Promise<{ status: number; body: never }> {
    const answer = await fetch(`${dev.portal.url}/api${path}`, {
      method,
      headers: {
        origin: dev.portal.url,
        cookie: [...this.#cookies].map((pair) => pair.join("=")).join("; "),
        "x-csrf-token": this.#csrfToken,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = line.split(";")[0]?.split("=") ?? [];
      this.#cookies.set(name, value);
      if (value !== "") secrets.add(`cookie ${name} of the portal`, value);
    }
    const text = await answer.text();
    const parsed = text === "" ? {} : JSON.parse(text);
    if (noteSecrets(`the portal's answer to ${method} ${path}`, parsed) === 0) keepAnswer("portal", text);
    return { status: answer.status, body: parsed as never };
  }

  async signIn(email: string): Promise<void> {
    expect((await this.send("POST", "/sign-in", { email })).status).toBe(202);
    const token = await eventually("the sign-in mail", async () => linkTokenOf(email));
    expect((await this.send("POST", "/sign-in/open", { token })).status).toBe(204);
    const me = (await this.send("GET", "/me")).body as { csrfToken: string };
    this.#csrfToken = me.csrfToken;
  }
}

async function linkTokenOf(email: string): Promise<string | undefined> {
  type Mail = { id: string; to: string[]; text: string };
  const { items } = (await (await fetch(`${dev.mail.url}/api/messages`)).json()) as { items: Mail[] };
  const found = items.find(({ to }) => to.includes(email));
  if (found === undefined) return undefined;
  const mail = (await (await fetch(`${dev.mail.url}/api/messages/${found.id}`)).json()) as Mail;
  const token = /#([\w-]{43})/.exec(mail.text)?.[1];
  return token === undefined ? undefined : secrets.add(`link to ${email}`, token);
}
