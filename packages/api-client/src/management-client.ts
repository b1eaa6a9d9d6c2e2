import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./generated/management-api.d.ts";

export type ManagementClient = Client<paths>;

/**
 * A typed client of the management API, for programs that hold an access token. Answers come as `{data, error, response}`;
 * a refusal is data (`error` is the body of docs/errors.md), and only a failed connection throws.
 * @param options.baseUrl where management is, without `/api/v1`
 * @param options.token asked for before every request, so that a renewed token counts at once
 */
export function createManagementClient(options: {
  baseUrl: string;
  token: () => string | Promise<string>;
}): ManagementClient {
  const client = createClient<paths>({ baseUrl: `${options.baseUrl}/api/v1` });
  client.use({
    async onRequest({ request }) {
      request.headers.set("authorization", `Bearer ${await options.token()}`);
      return request;
    },
  });
  return client;
}
