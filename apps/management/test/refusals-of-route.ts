import { once } from "node:events";
import { type IncomingMessage, request as send } from "node:http";
import type { Route } from "../src/http/route.ts";

/** A call that succeeds as it is. */
export type Prepared = { path: string; body?: unknown; headers?: Record<string, string> };
export type Refusal = Prepared & { what: string; status: number; error: string };

const UNKNOWN_ID = "0".repeat(24);
/** What is known to no database, by the list that it would be in, where ids aren't 24 hex digits. */
const unknown: Readonly<Record<string, string>> = { logs: `${UNKNOWN_ID}-1`, versions: "999999" };

/**
 * Every way in which a call that succeeds is refused once one thing of it is wrong: bad input, what is missing, what was changed
 * meanwhile. The other groups are roles.test.ts (nobody, and everybody without the role) and the tests of each resource.
 */
export function refusalsOf(route: Route, prepared: Prepared): Refusal[] {
  const { path, headers = {} } = prepared;
  const mark = path.includes("?") ? "&" : "?";
  const refused = (what: string, changed: Partial<Prepared>, status: number, error: string): Refusal => ({
    ...prepared,
    ...changed,
    what,
    status,
    error,
  });
  const parameter = refused("a parameter", { path: `${path}${mark}unheard-of=1` }, 400, "validation_failed");
  return [
    parameter,
    ...bodyRefusals(route, prepared, refused),
    ...missing(route, path).map((other) => refused("an unknown id", { path: other }, 404, "not_found")),
    ...(route.ifMatch === undefined
      ? []
      : [
          refused(
            "a stale If-Match",
            { headers: { ...headers, "if-match": '"999999"' } },
            412,
            "precondition_failed",
          ),
        ]),
    ...(route.ifMatch === "required"
      ? [refused("no If-Match", { headers: withoutTag(headers) }, 428, "precondition_required")]
      : []),
  ];
}

type Refused = (what: string, changed: Partial<Prepared>, status: number, error: string) => Refusal;

function bodyRefusals(route: Route, { headers = {} }: Prepared, refused: Refused): Refusal[] {
  if (route.method === "get") return [];
  if (route.body === undefined) return [refused("a body", { body: {} }, 400, "bad_request")];
  const plain = { ...headers, "content-type": "text/plain" };
  return [
    refused("plain text", { body: "{}", headers: plain }, 415, "unsupported_media_type"),
    refused("a list in place of an object", { body: [] }, 400, "validation_failed"),
  ];
}

/** The same path with the first of its parameters replaced, where it has one. */
function missing({ path }: Route, prepared: string): string[] {
  const at = path.split("/").findIndex((segment) => segment.startsWith(":"));
  if (at === -1) return [];
  const segments = prepared.split("/");
  segments[at] = unknown[segments[at - 1] ?? ""] ?? UNKNOWN_ID;
  return [segments.join("/")];
}

function withoutTag({ "if-match": _tag, ...others }: Record<string, string>): Record<string, string> {
  return others;
}

/** Announces a body that is larger than any route takes, and sends none of it. @returns the status of the answer */
export async function statusForHugeBody(
  url: string,
  route: Route,
  { path, headers = {} }: Prepared,
  token: string,
) {
  const outgoing = send(`${url}/api/v1${path}`, {
    method: route.method.toUpperCase(),
    agent: false,
    headers: {
      ...{ authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...{ "content-length": "9000000000", ...headers },
    },
  });
  outgoing.flushHeaders();
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  outgoing.destroy();
  return answer.statusCode;
}
