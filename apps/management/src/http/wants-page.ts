import type { IncomingMessage } from "node:http";

/** Whether a browser is asking for a page, rather than a program for data. */
export function wantsPage({ method, headers }: IncomingMessage): boolean {
  return method === "GET" && /\btext\/html\b/.test(headers.accept ?? "");
}
