export type Answer = { status: number; headers: Headers; body: Record<string, unknown> };
export type Sent = {
  body?: unknown;
  headers?: Record<string, string>;
  csrf?: boolean;
  /** Its own when not given, none when null. */
  origin?: string | null;
};

/** Calls as a browser's page does: with its cookies and its origin, and the CSRF token of its session where asked to. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  readonly #url: string;
  readonly #origin: string;

  constructor(url: string, origin: string) {
    this.#url = url;
    this.#origin = origin;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#send("GET", path, { headers });
  }

  async post(path: string, sent: Sent = {}): Promise<Answer> {
    const token = sent.csrf === true ? String((await this.get("/api/me")).body.csrfToken) : undefined;
    const origin = sent.origin === null ? {} : { origin: sent.origin ?? this.#origin };
    const headers = { ...origin, ...(token && { "x-csrf-token": token }), ...sent.headers };
    return this.#send("POST", path, { ...sent, headers });
  }

  ask(email: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.post("/api/sign-in", { body: { email }, headers });
  }

  open(token: string, code?: string): Promise<Answer> {
    return this.post("/api/sign-in/open", { body: { token, ...(code !== undefined && { code }) } });
  }

  async #send(method: string, path: string, sent: Sent): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const hasBody = sent.body !== undefined;
    const answer = await fetch(this.#url + path, {
      method,
      redirect: "manual",
      headers: {
        ...(cookie !== "" && { cookie }),
        ...(hasBody && { "content-type": "application/json" }),
        ...sent.headers,
      },
      ...(hasBody && { body: typeof sent.body === "string" ? sent.body : JSON.stringify(sent.body) }),
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    const text = await answer.text();
    const isJson = answer.headers.get("content-type")?.includes("json") === true && text !== "";
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : { text } };
  }

  #keep(line: string): void {
    const [pair = ""] = line.split(";");
    const [name = "", value = ""] = pair.split("=");
    if (line.includes("Max-Age=0")) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
