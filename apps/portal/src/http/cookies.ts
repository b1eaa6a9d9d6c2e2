import type { IncomingMessage } from "node:http";

export type PortalCookies = {
  /** The session's token. */
  session: CookieJar;
  /** The token of the browser that asked for a link. */
  browser: CookieJar;
};

export type CookieJar = {
  /** The value; undefined when it is missing or there twice (RFC 6265 gives no order to trust). */
  read(request: IncomingMessage): string | undefined;
  set(value: string, maxAgeMs: number): string;
  clear(): string;
};

/**
 * `__Host-` cookies need Secure and so https. Only the development stack runs on plain http; there the names have no
 * prefix, and everything else about the cookies is the same.
 */
export function portalCookies(baseUrl: string): PortalCookies {
  const secure = baseUrl.startsWith("https://");
  const prefix = secure ? "__Host-" : "";
  return {
    session: cookieJar(`${prefix}zerq_portal_session`, secure),
    browser: cookieJar(`${prefix}zerq_portal_browser`, secure),
  };
}

function cookieJar(name: string, secure: boolean): CookieJar {
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  return {
    read(request) {
      const values = (request.headers.cookie ?? "")
        .split(";")
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${name}=`))
        .map((pair) => pair.slice(name.length + 1));
      return values.length === 1 ? values[0] : undefined;
    },
    set: (value, maxAgeMs) => `${name}=${value}; Max-Age=${Math.floor(maxAgeMs / 1_000)}; ${attributes}`,
    clear: () => `${name}=; Max-Age=0; ${attributes}`,
  };
}
