import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { createAuthority, type Issued } from "@zerq/test-kit/certificate-authority";
import { expect, inject, it } from "vitest";
import { manage } from "./callers.ts";

const { gateway, demo } = inject("dev");

async function statusOf(profileId: string, issued: Issued | undefined): Promise<number | undefined> {
  const outgoing = request(gateway.tlsUrl + demo.path, {
    headers: { "x-client-id": demo.clientId, "x-profile-id": profileId },
    rejectUnauthorized: false,
    agent: false,
    ...(issued !== undefined && { cert: issued.chain, key: issued.privateKey }),
  });
  outgoing.end();
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

it("lets a client in by a certificate of the authority that an operator has saved, until it is deleted", async () => {
  const root = await createAuthority();
  const [leaf, other] = await Promise.all([
    root.authority().then((issuing) => issuing.issue()),
    root.issue({ subject: "CN=other" }),
  ]);
  const made = await manage<{ id: string }>("modifier", "POST", "/profiles?wait=applied", {
    name: "By certificate",
    clientId: demo.clientId,
    authType: "mtls",
    mtls: { caCertificates: root.certificate, match: [{ type: "cn", value: "partner" }] },
  });
  expect(made.status).toBe(201);
  const { id } = made.body;
  const statuses = [leaf, other, undefined].map((issued) => statusOf(id, issued));
  expect(await Promise.all(statuses)).toEqual([200, 401, 401]);
  expect((await manage("modifier", "DELETE", `/profiles/${id}?wait=applied`)).status).toBe(204);
  expect(await statusOf(id, leaf)).toBe(401);
});
