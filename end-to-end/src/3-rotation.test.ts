import { describe, expect, inject, it } from "vitest";
import { type Caller, call, eventually, manage } from "./callers.ts";
import { Developer } from "./developer.ts";

const dev = inject("dev");
type Resource = { id: string };
type CreatedClient = Resource & { defaultProfile: Resource & { token: string } };

async function partner(email: string): Promise<Caller> {
  const key = `rotation-${Date.now()}`;
  const { body: collection } = await manage<Resource>("modifier", "POST", "/collections", {
    name: key,
    basePath: `/${key}`,
    targetEndpoint: dev.upstream.url,
    portal: { visible: true, tokenRotation: true },
    status: "published",
  });
  const { body: client } = await manage<CreatedClient>("modifier", "POST", "/clients?wait=applied", {
    name: key,
    email,
    collectionIds: [collection.id],
    hasPortalAccess: true,
    authorizedEmails: [email],
  });
  return { clientId: client.id, profileId: client.defaultProfile.id, token: client.defaultProfile.token };
}

describe("a developer at the portal", () => {
  it("rotates the own token, learns why the old one is refused, and loses access at once", async () => {
    const email = `dev-${Date.now()}@partner.example`;
    const caller = await partner(email);
    // 404 comes after the credential was proved: there is no such route.
    expect((await call("/nothing", caller)).status).toBe(404);
    const developer = new Developer();
    await developer.signIn(email);

    const rotated = await developer.send("POST", `/profiles/${caller.profileId}/rotate-token`, {});
    expect(rotated.status).toBe(200);
    const { token } = rotated.body as { token: string };
    await eventually("the new token at the gateway", async () =>
      (await call("/nothing", { ...caller, token })).status === 404 ? true : undefined,
    );
    expect((await call("/nothing", caller)).status).toBe(401);

    const refused = await eventually("the refused request in the list", async () => {
      const { body } = await developer.send("GET", "/requests");
      const { items } = body as { items: { status: number; reason: string | null }[] };
      return items.find(({ status }) => status === 401);
    });
    expect(refused.reason).toMatch(/\w+ \w+/);
    const audit = await manage<{ items: object[] }>("auditor", "GET", `/audit-logs?actor=developer:${email}`);
    expect(audit.body.items).toEqual([expect.objectContaining({ action: "profile.rotate-token" })]);

    const client = await manage("modifier", "GET", `/clients/${caller.clientId}`);
    const headers = { "if-match": client.headers.get("etag") ?? "" };
    const change = { authorizedEmails: [] };
    expect((await manage("modifier", "PATCH", `/clients/${caller.clientId}`, change, headers)).status).toBe(
      200,
    );
    await eventually("the end of the access", async () =>
      (await developer.send("GET", "/usage")).status === 403 ? true : undefined,
    );
  });
});
