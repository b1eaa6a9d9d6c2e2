import type { IncomingMessage } from "node:http";

export type CookieNames = { session: string; signIn: string; secure: boolean };

/**
 * `__Host-` cookies need Secure and so https. Only the development stack runs on plain http; there the names have no
 * prefix, and everything else about the cookies is the same.
 */
export function cookieNames(baseUrl: string): CookieNames {
  const secure = baseUrl.startsWith("https://");
  const prefix = secure ? "__Host-" : "";
  return { session: `${prefix}zerq_session`, signIn: `${prefix}zerq_sign_in`, secure };
}

/** The value of a cookie; undefined when it is missing or there twice (RFC 6265 gives no order to trust). */
export function readCookie(request: IncomingMessage, name: string): string | undefined {
  const values = (request.headers.cookie ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return values.length === 1 && values[0] !== "" ? values[0] : undefined;
}

export function setCookie(name: string, value: string, secure: boolean, maxAgeSeconds: number): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure ? "; Secure" : ""}`;
}
