import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./generated/management-api.ts";

export type ManagementClient = Client<paths>;

/**
 * A typed client of the management API, for programs that hold an access token. Answers come as `{data, error, response}`:
 * a refusal is data (`error` is the body of docs/errors.md), and only a failed connection throws.
 * @param options.baseUrl where management is, without `/api/v1`
 * @param options.reason why whatever is changed is changed: it is sent with each request
 * @param options.fetch replaces the global one, to bound the time or to put a failure into words
 */
export function createManagementClient(options: {
  baseUrl: string;
  token: string;
  reason?: string | undefined;
  fetch?: (request: Request) => Promise<Response>;
}): ManagementClient {
  return createClient<paths>({
    baseUrl: `${options.baseUrl}/api/v1`,
    headers: {
      authorization: `Bearer ${options.token}`,
      ...(options.reason === undefined ? {} : { "x-change-reason": asHeader(options.reason) }),
    },
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
  });
}

/** A header's value is bytes, which `fetch` takes as Latin-1; ours are UTF-8. */
function asHeader(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
