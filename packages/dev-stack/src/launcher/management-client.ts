/** A resource as the API answers it, as far as the launcher looks into it. */
export type Resource = { id: string; key: string; revision: number; [field: string]: unknown };

export type ManagementClient = {
  /** The resource of this kind with this key, or undefined. */
  find(plural: string, key: string): Promise<Resource | undefined>;
  list(path: string): Promise<Resource[]>;
  create<T = Resource>(path: string, body: object): Promise<T>;
  update(plural: string, resource: Resource, patch: object): Promise<Resource>;
};

/** The management API with a modifier's access token. @throws Error with the API's own message */
export function managementClient(managementUrl: string, token: string): ManagementClient {
  const call = async <T>(method: string, path: string, body?: object, headers = {}): Promise<T> => {
    const answer = await fetch(`${managementUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text) as T;
  };
  const list = async (path: string) => (await call<{ items: Resource[] }>("GET", path)).items;
  return {
    list,
    async find(plural, key) {
      // The search matches parts of names and keys, so the exact key is picked here.
      const found = await list(`/${plural}?limit=500&q=${encodeURIComponent(key)}`);
      return found.find((resource) => resource.key === key);
    },
    create: (path, body) => call("POST", path, body),
    update: (plural, resource, patch) =>
      call("PATCH", `/${plural}/${resource.id}`, patch, { "if-match": `"${resource.revision}"` }),
  };
}

/** An access token by the password grant, as `zerq token` gets it. */
export async function passwordToken(
  tokenUrl: string,
  clientId: string,
  user: { username: string; password: string },
) {
  const answer = await fetch(tokenUrl, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "password", client_id: clientId, ...user }),
    signal: AbortSignal.timeout(10_000),
  });
  const { access_token } = (await answer.json()) as { access_token?: string };
  if (access_token === undefined) throw new Error(`no access token for ${user.username}: ${answer.status}`);
  return access_token;
}
