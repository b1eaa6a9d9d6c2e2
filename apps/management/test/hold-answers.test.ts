import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { holdAnswers } from "./hold-answers.ts";

const safe = {
  "cache-control": "no-store",
  "x-request-id": "0123456789",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "content-security-policy": "default-src 'none';frame-ancestors 'none'",
};
let answer: { status: number; headers?: Record<string, string>; body: string };
const server = createServer((_request, response) => {
  response.writeHead(answer.status, {
    "content-type": "application/json",
    ...safe,
    ...answer.headers,
  });
  response.end(answer.body);
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  holdAnswers(url);
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const error = (code: string) => JSON.stringify({ error: code, message: "m", requestId: "0123456789" });

it.each([
  ["a status", { status: 202, body: "{}" }, "answers 202"],
  [
    "a code of another route",
    { status: 409, body: error("conflict") },
    "409 conflict, which it does not declare",
  ],
  ["another body", { status: 200, body: '{"subject": 7}' }, "answers something else"],
  ["no body", { status: 200, body: "" }, "answers something else"],
])("fails a test that gets %s that isn't declared", async (_what, given, sentence) => {
  answer = given;
  await expect(fetch(`${url}/api/v1/me?x=1`)).rejects.toThrow(sentence);
});

it.each([
  ["may be framed", { headers: { "x-frame-options": "SAMEORIGIN" }, body: error("unauthorized") }],
  ["may be sniffed", { headers: { "x-content-type-options": "" }, body: error("unauthorized") }],
  ["may be kept", { headers: { "cache-control": "max-age=60" }, body: error("unauthorized") }],
  ["names the framework", { headers: { "x-powered-by": "Express" }, body: error("unauthorized") }],
  [
    "may be read with the cookie",
    { headers: { "access-control-allow-credentials": "true" }, body: error("unauthorized") },
  ],
  [
    "has a stack",
    {
      body: JSON.stringify({ error: "unauthorized", message: "Error\n    at f (a.ts:1:2)", requestId: "0" }),
    },
  ],
])("fails a test that gets an answer that %s", async (_what, given) => {
  answer = { status: 401, ...given };
  await expect(fetch(`${url}/api/v1/me`)).rejects.toThrow(/answers with/);
});

it("lets through what is declared, what is no route, and what other servers answer", async () => {
  answer = { status: 401, body: error("unauthorized"), headers: { "www-authenticate": "Bearer" } };
  expect((await fetch(`${url}/api/v1/me`)).status).toBe(401);
  answer = { status: 418, body: "short and stout" };
  expect((await fetch(`${url}/teapot`)).status).toBe(418);
  const other = url.replace("127.0.0.1", "localhost");
  expect((await fetch(`${other}/api/v1/me`)).status).toBe(418);
});
