/** What a browser does, without one: keeps cookies for each origin, and follows redirects only when told to. */
export class Browser {
  readonly #jars = new Map<string, Map<string, string>>();

  async visit(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin } = new URL(url);
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { ...(cookie === "" ? {} : { cookie }), ...(init.headers as Record<string, string>) };
    const answer = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  }

  cookie(url: string, name: string): string | undefined {
    return this.#jars.get(new URL(url).origin)?.get(name);
  }

  setCookie(url: string, name: string, value: string): void {
    const jar = this.#jars.get(new URL(url).origin) ?? new Map<string, string>();
    this.#jars.set(new URL(url).origin, jar.set(name, value));
  }

  /** Begins a sign-in and goes through the provider's page; gives the URL of ours that it sends the browser back to. */
  async signInAtProvider(managementUrl: string, username: string, returnTo = "/"): Promise<string> {
    const begin = `${managementUrl}/auth/sign-in?returnTo=${encodeURIComponent(returnTo)}`;
    let location = new URL((await this.visit(begin)).headers.get("location") ?? "");
    const provider = location.origin;
    while (location.origin === provider) {
      const answer = await this.visit(location.href);
      const next = answer.headers.get("location");
      const after = next ?? (await this.#submit(formOf(await answer.text(), location), username));
      location = new URL(after, location);
    }
    return location.href;
  }

  async #submit(page: string, username: string): Promise<string> {
    const form = new URLSearchParams({ username, password: username });
    const answer = await this.visit(page, { method: "POST", body: form });
    return answer.headers.get("location") ?? "";
  }

  /** A whole sign-in; gives the answer of the callback. */
  async signIn(managementUrl: string, username: string, returnTo = "/"): Promise<Response> {
    return this.visit(await this.signInAtProvider(managementUrl, username, returnTo));
  }
}

/** Where the page's form goes: to itself when it doesn't say. */
function formOf(page: string, location: URL): string {
  const action = /<form[^>]*\saction="([^"]+)"/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? "";
  return new URL(action, location).href;
}
