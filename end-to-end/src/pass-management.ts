import { expect } from "vitest";
import { manage, userToken } from "./callers.ts";
import { credentialBodies, newSecret, newToken } from "./secret-bodies.ts";

export type Made = { id: string; revision: number };

/** Makes, replaces, tries out and refuses credentials of every type. @returns the ids of those that routes can have */
export async function passCredentials(origin: string): Promise<Made[]> {
  const ofRoutes: Made[] = [];
  const replacements = await credentialBodies(origin);
  for (const [type, body] of Object.entries(await credentialBodies(origin))) {
    const key = { "idempotency-key": newToken(`idempotency key for ${type}`) };
    const send = () =>
      manage<Made>("modifier", "POST", "/credentials", { name: `Searched ${type}`, type, ...body }, key);
    const made = await send();
    expect([type, made.status, made.body]).toEqual([type, 201, made.body]);
    expect((await send()).body.id).toBe(made.body.id);
    const path = `/credentials/${made.body.id}`;
    const change = await manage("modifier", "PATCH", path, replacements[type], {
      "if-match": `"${made.body.revision}"`,
    });
    expect([type, change.status]).toEqual([type, 200]);
    const wrong = {
      name: `Searched ${type}`,
      type,
      ...body,
      unheardOf: newSecret(`an unknown field of ${type}`),
    };
    expect((await manage("modifier", "POST", "/credentials", wrong)).status).toBe(400);
    if ("origins" in body) {
      ofRoutes.push(made.body);
      expect((await manage("modifier", "POST", `${path}/test`)).status).toBe(200);
    }
  }
  await refuseInputs();
  return ofRoutes;
}

/** Secrets where none belong: in broken JSON, as ids, as parameters, as references. */
async function refuseInputs(): Promise<void> {
  const token = newToken("a misplaced secret");
  const refused: [string, string, unknown][] = [
    ["POST", "/credentials", `{"name": "x", "apiKey": "${token}", `],
    ["POST", "/credentials", { name: 7, type: token, apiKey: { value: token, env: token } }],
    ["GET", `/profiles/${token}`, undefined],
    ["GET", `/clients?access_token=${token}`, undefined],
    ["GET", `/clients?cursor=${token}`, undefined],
    ["DELETE", `/profiles/${token}/versions/${token}?token=${token}`, undefined],
    ["POST", "/imports/openapi/preview", { document: `{"openapi": "${token}"` }],
  ];
  for (const [method, path, body] of refused)
    expect([path, (await manage("modifier", method, path, body)).status]).toEqual([path, 400]);
  const bearer = { authorization: `Bearer ${newToken("a bearer that is none")}` };
  expect((await manage(null, "GET", "/clients", undefined, bearer)).status).toBe(401);
  const cookie = { cookie: `zerq_session=${newToken("a session that is none")}` };
  expect((await manage(null, "GET", "/clients", undefined, cookie)).status).toBe(401);
  const twice = { ...cookie, authorization: `Bearer ${await userToken("viewer")}` };
  expect((await manage(null, "GET", "/clients", undefined, twice)).status).toBe(400);
}
