import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject } from "vitest";
import { type Caller, call, identity, manage } from "./callers.ts";
import { zerq } from "./command-line.ts";
import { Developer } from "./developer.ts";
import { keepAnswer } from "./run-records.ts";
import { newToken } from "./secret-bodies.ts";

const dev = inject("dev");

/** A developer signs in, looks at everything, rotates a token, signs out; and somebody tries links and cookies. */
export async function passPortal(email: string, caller: Caller): Promise<void> {
  const developer = new Developer();
  await developer.signIn(email);
  for (const path of ["/me", "/clients", "/collections", "/usage", "/requests"])
    expect([path, (await developer.send("GET", path)).status]).toEqual([path, 200]);
  expect((await developer.send("POST", `/profiles/${caller.profileId}/rotate-token`, {})).status).toBe(200);
  const wrong = { token: newToken("link that is none") };
  expect((await developer.send("POST", "/sign-in/open", wrong)).status).toBe(401);
  expect(
    (await developer.send("GET", `/collections/${wrong.token}?token=${wrong.token}`)).status,
  ).toBeGreaterThan(399);
  const headers = { cookie: `zerq_portal_session=${newToken("portal session that is none")}` };
  const answer = await fetch(`${dev.portal.url}/api/me?token=${wrong.token}`, { headers });
  keepAnswer("portal", await answer.text());
  expect(answer.status).toBe(401);
  expect((await developer.send("POST", "/sign-out")).status).toBe(204);
}

/** The command line: what it prints of config, versions, keys, and of documents that have secrets written out. */
export async function passCommandLine(): Promise<void> {
  const file = join(mkdtempSync(join(tmpdir(), "zerq-searched-")), "config.yaml");
  const apiKey = newToken("key that is written out in a document");
  writeFileSync(
    file,
    `version: 1\ncredentials:\n  - { key: written-out, name: W, type: api_key, keyIn: header, keyName: X-A, apiKey: ${apiKey} }\n`,
  );
  const commands = [
    ["export"],
    ["validate", file],
    ["diff", file],
    ["apply", file],
    ["versions", "list"],
    ["keys", "status"],
    ["keys", "status", "--token", newToken("token of the command line that is none")],
    ["audit", "verify"],
    ["token", "--user", "auditor"],
  ];
  const codes = [];
  for (const words of commands) codes.push((await zerq(...words)).code);
  expect(codes).toEqual([0, 1, 1, 1, 0, 0, 1, 0, 0]);
}

/** A call that leaves its request id in every place that keeps request ids. */
export async function passCanary(requestId: string, caller: Caller): Promise<void> {
  const headers = { "x-request-id": requestId };
  await call(`/${requestId}`, caller, { headers });
  const made = await manage(
    "modifier",
    "POST",
    "/policies",
    { name: requestId, rateLimit: { max: 1, interval: "1m" } },
    headers,
  );
  expect(made.status).toBe(201);
  await manage("modifier", "GET", `/policies/${requestId}`, undefined, headers);
  await fetch(`${dev.portal.url}/api/me`, { headers: { ...headers, ...identity(caller) } });
}
