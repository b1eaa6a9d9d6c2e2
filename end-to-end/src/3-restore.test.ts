import { expect, inject, it } from "vitest";
import { type Caller, call, manage } from "./callers.ts";

const dev = inject("dev");
type Resource = { id: string; revision: number };
type Profile = Resource & { token: { versions: { id: string }[] } };
type Made = Resource & { defaultProfile: Resource & { token: string } };
type Report = { applied: boolean; changes: { kind: string; lost: unknown[]; heldBack: unknown[] }[] };

const name = `restored-${Date.now()}`;

async function change<T>(method: string, path: string, body?: object, revision?: number) {
  const match: Record<string, string> = revision === undefined ? {} : { "if-match": `"${revision}"` };
  const separator = path.includes("?") ? "&" : "?";
  const answer = await manage<T>("modifier", method, `${path}${separator}wait=applied`, body, match);
  expect([answer.status, answer.body]).toEqual([expect.toBeOneOf([200, 201, 204]), answer.body]);
  return { body: answer.body, version: Number(answer.headers.get("zerq-config-version")) };
}

it("a restored version is in force at once, and what was killed or shut out since stays so", async () => {
  const { body: collection } = await change<Resource>("POST", "/collections", {
    ...{ name, basePath: `/${name}`, targetEndpoint: dev.upstream.url, status: "published" },
  });
  const proxy = { collectionId: collection.id, methods: ["GET"], path: "/echo", targetPath: "/v1/echo" };
  await change("POST", "/proxies", { name, status: "published", ...proxy });
  const { body: client } = await change<Made>("POST", "/clients", {
    ...{ name, email: "partner@example.com", collectionIds: [collection.id] },
  });
  const { id: profileId, token } = client.defaultProfile;
  const caller = { clientId: client.id, profileId, token };
  const request = async (by: Caller) => {
    const answer = await call(`/${name}/echo`, by);
    return [answer.status, ((await answer.json()) as { error?: string }).error];
  };
  const { body: second } = await change<Resource & { token: string }>("POST", "/profiles", {
    ...{ name: "Second", clientId: client.id, allowedIps: ["127.0.0.1", "198.51.100.7"] },
  });
  const shutOut = { ...caller, profileId: second.id, token: second.token };
  expect([await request(caller), await request(shutOut)]).toEqual([
    [200, undefined],
    [200, undefined],
  ]);

  const narrowed = { allowedIps: ["198.51.100.7"] };
  const { version: then } = await change(
    "PATCH",
    `/collections/${collection.id}`,
    { description: "then" },
    1,
  );
  await change("PATCH", `/profiles/${second.id}`, narrowed, second.revision);
  const { body: profile } = await manage<Profile>("viewer", "GET", `/profiles/${profileId}`);
  await change("DELETE", `/profiles/${profileId}/versions/${profile.token.versions[0]?.id}`);
  await change("PATCH", `/collections/${collection.id}`, { status: "draft", description: "now" }, 2);
  expect(await request(caller)).toEqual([401, "unauthorized"]);

  const { body: report } = await change<Report>("POST", `/versions/${then}/restore`);
  expect(report.applied).toBe(true);
  expect((await manage("viewer", "GET", `/collections/${collection.id}`)).body).toMatchObject({
    ...{ status: "published", description: "then" },
  });
  // The route is back; the killed token and the address that was taken off the list are not.
  expect([await request(caller), await request(shutOut)]).toEqual([
    [401, "unauthorized"],
    [403, "ip_not_allowed"],
  ]);
  const renewed = await change<{ token: string }>("POST", `/profiles/${profileId}/rotate-token`, {});
  expect(await request({ ...caller, token: renewed.body.token })).toEqual([200, undefined]);
  expect((await change<Report>("POST", `/versions/${then}/restore`)).body.applied).toBe(false);
});
