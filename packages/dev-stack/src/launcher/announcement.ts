import type { Demo, StackUrls } from "./dev-json.ts";
import { demoHeaders } from "./ready-demo.ts";

/** What is printed when everything is ready: addresses, who can sign in, and a call to try. */
export function announcement(urls: StackUrls, demo: Demo | undefined, dataDirectory: string): string {
  const { gateway, management, portal, identityProvider, mail, upstream } = urls;
  const portalNote = demo === undefined ? "" : `sign in as ${demo.portalEmail}; the mail is in the inbox`;
  const rows = [
    ["Gateway", gateway.url, `TLS: ${gateway.tlsUrl}`],
    ["Console", management.url, "sign in as one of the users below"],
    ["Management API", `${management.url}/api/v1`, ""],
    ["Developer portal", portal.url, portalNote],
    ["Mail inbox", mail.url, ""],
    ["Identity provider", identityProvider.issuer, ""],
    ["Demo upstream", upstream.url, ""],
  ].map(([what = "", where = "", note = ""]) => `  ${what.padEnd(18)} ${where.padEnd(30)} ${note}`.trimEnd());
  const users = identityProvider.users.map(({ username }) => username).join(", ");
  return [
    ...rows,
    "",
    `  Users (the password is the name): ${users}`,
    "  An access token:  npm run -s zerq -- token --user modifier",
    "",
    ...(demo === undefined ? [] : ["  Try it:", `  ${curl(urls, demo)}`, ""]),
    `  Data and logs are in ${dataDirectory}. Ctrl-C stops everything.`,
  ].join("\n");
}

/** One line to paste into a shell; nothing in it needs quoting but the headers. */
export function curl({ gateway }: StackUrls, demo: Demo): string {
  const headers = Object.entries(demoHeaders(demo)).map(([name, value]) => `-H '${name}: ${value}'`);
  return `curl ${headers.join(" ")} ${gateway.url}${demo.path}`;
}
