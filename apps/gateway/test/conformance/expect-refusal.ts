import { catalogue, type ErrorCode } from "@zerq/errors/catalogue";
import { expect } from "vitest";
import { identityOf, type TestCaller } from "../published-config.ts";
import { type RawAnswer, rawRequest, sendRaw } from "../raw-http.ts";
import type { TestGateway } from "../started-gateway.ts";

export type ExpectedRefusal = {
  readonly code: ErrorCode;
  /** What the log says of it; anything but nothing when it is left out, and nothing is asked of it when it is `null`. */
  readonly deny?: RegExp | null;
  /** Whether the connection must close: always behind bytes that could be read in two ways. */
  readonly closes?: boolean;
  /** Requests that reach the upstream. */
  readonly forwarded?: number;
  /** Milliseconds to wait for the answer. */
  readonly withinMs?: number;
};

/**
 * Sends bytes as they are and holds the one answer to everything that a refusal promises: the catalogue's status and text and
 * nothing more, a closed connection where it matters, nothing at the upstream, and an entry in the request log.
 */
export async function expectRefusal(
  gateway: TestGateway,
  bytes: string,
  { code, deny, closes = false, forwarded = 0, withinMs }: ExpectedRefusal,
): Promise<RawAnswer> {
  const before = gateway.upstream.requests.length;
  const answer = await sendRaw(gateway.port, bytes, withinMs);
  const { status, message } = catalogue[code];
  const requestId = /^x-request-id: (\S+)\r?$/im.exec(answer.head)?.[1] ?? "";
  expect([answer.status, answer.body]).toEqual([status, JSON.stringify({ error: code, message, requestId })]);
  expect(answer.head).toMatch(/content-type: application\/json/i);
  expect(answer.text.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
  if (closes) expect(answer.isClosed).toBe(true);
  const entry = await gateway.entryOf(requestId);
  expect(entry).toMatchObject({ status, error: code });
  if (deny === undefined) expect(entry.deny).toBeTruthy();
  else if (deny !== null) expect(entry.deny).toMatch(deny);
  expect(gateway.upstream.requests).toHaveLength(before + forwarded);
  return answer;
}

/** Refused as bytes: 400, and the connection closes. */
export const malformed = { code: "bad_request", closes: true } as const;

/** The head of a request with the identity of a caller, and what else is given. */
export function asCaller(
  caller: TestCaller,
  line: string,
  headers: readonly string[] = [],
  body = "",
): string {
  const identity = Object.entries(identityOf(caller)).map(([name, value]) => `${name}: ${value}`);
  return rawRequest(line, [...identity, ...headers], body);
}
