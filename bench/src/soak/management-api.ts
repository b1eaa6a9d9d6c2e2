export type Resource = { id: string; revision: number; [field: string]: unknown };
export type CreatedClient = Resource & { defaultProfile: Resource & { token: string } };

export type Applied<T> = { body: T; isApplied: boolean };

/** A modifier's access token lives for minutes; a new one is had well before it ends. */
const TOKEN_MS = 60_000;

/** The management API. Whatever is not a success throws, so that the model knows which changes have been answered. */
export class ManagementApi {
  readonly #url: string;
  readonly #newToken: () => Promise<string>;
  #token = { text: "", at: Number.NEGATIVE_INFINITY };
  changes = 0;
  failed = 0;

  constructor(url: string, newToken: () => Promise<string>) {
    this.#url = url;
    this.#newToken = newToken;
  }

  create<T = Resource>(plural: string, body: object): Promise<T> {
    return this.#call("POST", `/${plural}`, body);
  }

  /** A merge patch on the revision that was seen. */
  patch(plural: string, { id, revision }: Resource, body: object): Promise<Resource> {
    return this.#call("PATCH", `/${plural}/${id}`, body, { "if-match": `"${revision}"` });
  }

  read(plural: string, id: string): Promise<Resource> {
    return this.#call("GET", `/${plural}/${id}`);
  }

  /** Without an overlap: the old token ends at once. */
  rotate(profileId: string): Promise<{ token: string; profile: Resource }> {
    return this.#call("POST", `/profiles/${profileId}/rotate-token`, {});
  }

  /**
   * The same with `?wait=applied`.
   * @returns whether every live gateway has applied it, and that one at least
   */
  patchApplied(plural: string, { id, revision }: Resource, body: object): Promise<Applied<Resource>> {
    return this.#applied("PATCH", `/${plural}/${id}`, body, { "if-match": `"${revision}"` });
  }

  rotateApplied(profileId: string): Promise<Applied<{ token: string }>> {
    return this.#applied("POST", `/profiles/${profileId}/rotate-token`, {});
  }

  async #applied<T>(method: string, path: string, body: object, headers = {}): Promise<Applied<T>> {
    const answer = await this.#send<T>(method, `${path}?wait=applied&timeout=10`, body, headers);
    const [applied, live] = (answer.headers.get("zerq-config-applied") ?? "").split("/");
    return { body: answer.body, isApplied: applied === live && Number(live) > 0 };
  }

  async #call<T>(method: string, path: string, body?: object, headers = {}): Promise<T> {
    return (await this.#send<T>(method, path, body, headers)).body;
  }

  async #send<T>(
    method: string,
    path: string,
    body?: object,
    headers = {},
  ): Promise<{ body: T; headers: Headers }> {
    if (performance.now() - this.#token.at > TOKEN_MS)
      this.#token = { text: await this.#newToken(), at: performance.now() };
    try {
      const answer = await fetch(this.#url + path, {
        method,
        headers: {
          authorization: `Bearer ${this.#token.text}`,
          "content-type": "application/json",
          ...headers,
        },
        body: body === undefined ? null : JSON.stringify(body),
        signal: AbortSignal.timeout(15_000),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 300)}`);
      if (method !== "GET") this.changes += 1;
      return { body: (text === "" ? undefined : JSON.parse(text)) as T, headers: answer.headers };
    } catch (error) {
      this.failed += 1;
      throw error;
    }
  }
}
