import { eventually } from "./eventually.ts";

export type Mail = { id: string; to: string[]; subject: string; text: string; html: string };
type Listed = Pick<Mail, "id" | "to">;

/** The mail catcher's inbox. */
export class Mailbox {
  readonly #url: string;
  readonly #seen = new Set<string>();

  constructor(url: string) {
    this.#url = url;
  }

  /** Every address that a mail went to. */
  async recipients(): Promise<string[]> {
    return (await this.#list()).flatMap(({ to }) => to);
  }

  /** The next mail to the address, each only once. */
  async next(to: string): Promise<Mail> {
    const { id } = await eventually(`a mail to ${to}`, async () =>
      (await this.#list()).find((mail) => mail.to.includes(to) && !this.#seen.has(mail.id)),
    );
    this.#seen.add(id);
    return this.#get<Mail>(`/api/messages/${id}`);
  }

  /** The token of the link in the next mail to the address. */
  async nextToken(to: string): Promise<string> {
    const { text } = await this.next(to);
    const token = /^http:\/\/portal\.test\/sign-in#([\w-]{43})$/m.exec(text)?.[1];
    if (token === undefined) throw new Error(`no link in ${text}`);
    return token;
  }

  async #list(): Promise<Listed[]> {
    return (await this.#get<{ items: Listed[] }>("/api/messages")).items;
  }

  async #get<T>(path: string): Promise<T> {
    return (await (await fetch(this.#url + path)).json()) as T;
  }
}
