import { createHmac } from "node:crypto";
import { type FakeUpstream, startUpstream } from "@zerq/test-kit/fake-upstream";
import { expect } from "vitest";
import { type Caller, call, manage } from "./callers.ts";
import type { Made } from "./pass-management.ts";
import { secrets } from "./run-records.ts";
import { newSecret, newToken } from "./secret-bodies.ts";

type MadeClient = Made & { defaultProfile: { id: string; token: string } };

/** Gives tokens like an identity provider, and answers everything else with what it was sent, or with trouble. */
export function startTellingUpstream(): Promise<FakeUpstream> {
  return startUpstream((request, response, body) => {
    if (request.url === "/token") {
      const access_token = newToken("access token for an upstream");
      const answer = { access_token, token_type: "Bearer", expires_in: 600 };
      return void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    }
    if (request.url?.startsWith("/broken")) return void request.socket.destroy();
    const status = request.url?.startsWith("/refused") ? 500 : 200;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ url: request.url, headers: request.headers, body }));
  });
}

/** A client that may call what each credential is for, and a header rule whose value only the gateway has. */
export async function publishWith(credentials: readonly Made[], origin: string) {
  const capture = { headers: true, requestBody: true, responseBody: true };
  const headers = [{ name: "X-From-Environment", value: "$E2E_HEADER_VALUE" }];
  const env = await manage<Made>("modifier", "POST", "/credentials", {
    ...{ name: "Searched by name", type: "api_key", apiKey: "$E2E_CREDENTIAL_KEY" },
    ...{ keyIn: "header", keyName: "X-Upstream-Access", origins: [origin] },
  });
  const paths: string[] = [];
  const collectionIds: string[] = [];
  for (const credential of [...credentials, env.body]) {
    const basePath = `/searched-${credential.id}`;
    const collection = await manage<Made>("modifier", "POST", "/collections", {
      ...{ name: `Searched ${credential.id}`, basePath, targetEndpoint: origin },
      ...{ credentialId: credential.id, headers, status: "published" },
      portal: { visible: true, tokenRotation: true },
    });
    const proxy = await manage("modifier", "POST", "/proxies", {
      ...{ collectionId: collection.body.id, name: "All", methods: ["GET", "POST"], path: "/*" },
      ...{ targetPath: "/*", capture, status: "published" },
    });
    expect([collection.status, proxy.status, proxy.body]).toEqual([201, 201, proxy.body]);
    paths.push(basePath);
    collectionIds.push(collection.body.id);
  }
  const email = `searched-${Date.now()}@partner.example`;
  const client = await manage<MadeClient>("modifier", "POST", "/clients?wait=applied", {
    ...{ name: "Searched", email, collectionIds, hasPortalAccess: true, authorizedEmails: [email] },
  });
  expect(client.status).toBe(201);
  const { id: profileId, token } = client.body.defaultProfile;
  return { paths, email, caller: { clientId: client.body.id, profileId, token } };
}

/** Calls with good and bad credentials, and with tokens everywhere but where they belong. */
export async function passGateway(paths: readonly string[], caller: Caller): Promise<void> {
  const body = JSON.stringify({
    password: newSecret("captured password"),
    deep: { client_secret: newSecret("deep one") },
  });
  const headers = { "content-type": "application/json", "x-session-token": newToken("header of a caller") };
  for (const path of paths)
    for (const end of [
      "/told",
      `/told?access_token=${caller.token}`,
      "/broken",
      "/refused",
      `/told/${caller.token}`,
    ])
      await (await call(path + end, caller, { method: "POST", body, headers })).text();
  const misplaced = { ...headers, "user-agent": `tool/${caller.token}`, cookie: `token=${caller.token}` };
  await call(`${paths[0]}/told`, caller, { headers: misplaced });
  const bad = { ...caller, token: newToken("token that is none") };
  const statuses = [
    await call(`${paths[0]}/told`, bad),
    await call(`/${caller.token}?token=${bad.token}`, caller),
  ];
  expect(statuses.map(({ status }) => status)).toEqual([401, 404]);
  await passJwt(paths[0] ?? "", caller.clientId);
}

async function passJwt(path: string, clientId: string): Promise<void> {
  const profile = await manage<Made & { secret: string }>("modifier", "POST", "/profiles?wait=applied", {
    ...{ name: "Searched", clientId, authType: "jwt" },
  });
  const sign = (claims: object, secret: string) => {
    const text = [{ alg: "HS256", typ: "JWT" }, claims].map(encode).join(".");
    return secrets.add("jwt", `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`);
  };
  const exp = Math.floor(Date.now() / 1000) + 600;
  const tokens = [
    sign({ sub: "partner", exp }, profile.body.secret),
    sign({ sub: "partner", exp: 1 }, profile.body.secret),
    sign({ sub: "partner", exp }, newSecret("another secret")),
  ];
  const all = await Promise.all(
    tokens.map((token) => call(`${path}/told/${token}`, { clientId, profileId: profile.body.id, token })),
  );
  expect(all.map(({ status }) => status)).toEqual([200, 401, 401]);
  const rotated = await manage("modifier", "POST", `/profiles/${profile.body.id}/rotate-secret`, {
    overlapSeconds: 60,
  });
  expect(rotated.status).toBe(200);
}

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
