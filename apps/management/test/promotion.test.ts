import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiCaller, type Call } from "./api-caller.ts";
import { zerq } from "./command-line.ts";
import { create, type Kind, kinds, type Resource, samples } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

/** Two deployments: databases, keys, identity providers and ids of their own. */
let staging: StartedManagement;
let production: StartedManagement;
let there: Call;
const folder = mkdtempSync(join(tmpdir(), "zerq-promotion-"));
const file = join(folder, "config.yaml");

beforeAll(async () => {
  [staging, production] = await Promise.all([startTestManagement(), startTestManagement()]);
  there = await apiCaller(production, "modifier");
});
afterAll(async () => {
  await Promise.all([staging?.stop(), production?.stop()]);
  rmSync(folder, { recursive: true });
});

async function idsByKey({ url, identity }: StartedManagement): Promise<Map<string, string>> {
  const call = await apiCaller({ url, identity }, "viewer");
  const all = new Map<string, string>();
  for (const kind of kinds) {
    const page = await call<{ items: Resource[] }>("GET", `/${kind}?limit=500`);
    for (const { key, id } of page.body.items) all.set(`${kind} ${key}`, id);
  }
  return all;
}

async function fill(deployment: StartedManagement): Promise<void> {
  const call = await apiCaller(deployment, "modifier");
  const post = async (kind: Kind, body: object) => {
    const made = await call<Resource>("POST", `/${kind}`, body);
    expect(made.status).toBe(201);
    return made.body.id;
  };
  const credentialId = await post("credentials", {
    ...samples.credentials(),
    apiKey: { env: "UPSTREAM_KEY" },
  });
  const policyId = await post("policies", samples.policies());
  const ofUpstream = { credentialId, status: "published" };
  const collectionId = await post("collections", { ...samples.collections(), ...ofUpstream });
  await post("proxies", { ...samples.proxies(collectionId), ...ofUpstream });
  const clientId = await post("clients", { ...samples.clients(), collectionIds: [collectionId], policyId });
  for (const authType of ["token", "jwt"])
    await post("profiles", { ...samples.profiles(clientId), authType });
}

describe("promotion from one deployment to another", () => {
  it("exports there, applies here, and leaves no difference: the keys are the same, the ids are not", async () => {
    await fill(staging);
    const exported = await zerq(staging, ["export", "--output", file]);
    expect(exported).toEqual({ code: 0, out: "", err: "" });
    expect((await zerq(production, ["validate", file])).out).toBe("The document is valid.\n");

    const wrong = await zerq(production, ["validate", "-"], "policies: [{key: x, name: 7}]");
    expect(wrong).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/^policies\.0\.name: /) });

    const before = await zerq(production, ["diff", file]);
    expect([before.code, before.err]).toEqual([2, ""]);
    expect(before.out).toContain("8 to create, 0 to update, 0 to delete, 0 unchanged");
    const tried = await zerq(production, ["apply", "--dry-run", file]);
    expect([tried.code, tried.err]).toEqual([0, ""]);
    expect(tried.out).toContain("Tried only: nothing was changed.");
    expect((await idsByKey(production)).size).toBe(0);

    const applied = await zerq(production, [
      "apply",
      file,
      "--managed-by",
      "git:main",
      "--issue-tokens",
      "--wait",
    ]);
    // There is no gateway, so nobody can say that it is in force.
    expect([applied.code, applied.err]).toEqual([3, ""]);
    expect(applied.out).toMatch(/Applied as version \d+, in force nowhere yet: there is no gateway\./);
    expect(applied.out.match(/zerq_tok_/g)).toHaveLength(2);
    const after = await zerq(production, ["diff", file]);
    expect(after).toEqual({ code: 0, out: "0 to create, 0 to update, 0 to delete, 8 unchanged\n", err: "" });

    const [here, other] = [await idsByKey(staging), await idsByKey(production)];
    expect([...other.keys()]).toEqual(expect.arrayContaining([...here.keys()]));
    expect([...other.values()].some((id) => [...here.values()].includes(id))).toBe(false);
  });

  it("exports the same text again, but for who keeps it", async () => {
    const again = await zerq(production, ["export"]);
    const lines = again.out.split("\n").filter((line) => !line.includes("managedBy: git:main"));
    expect(lines.join("\n")).toBe(readFileSync(file, "utf8"));
    const json = await zerq(production, [
      "export",
      "--format",
      "json",
      "--managed-by",
      "git:main",
      "--kind",
      "policies",
    ]);
    expect(JSON.parse(json.out)).toMatchObject({ version: 1, policies: [{ managedBy: "git:main" }] });
  });

  it("says which secrets the other deployment must have first", async () => {
    const call = await apiCaller(staging, "modifier");
    const { key } = await create(call, "credentials");
    const document = (await zerq(staging, ["export", "--kind", "credentials"])).out;
    const refused = await zerq(production, ["apply", "-"], document);
    expect([refused.code, refused.out]).toEqual([1, ""]);
    expect(refused.err).toContain(`credentials ${key}`);
    expect(refused.err).toMatch(/credentials\.\d\.apiKey: there is no stored secret to keep/);
  });

  it("takes a folder, prunes what was taken out of it, and stops before what somebody else keeps", async () => {
    const parts = join(folder, "parts");
    mkdirSync(parts);
    const put = (name: string, policies: object[]) =>
      writeFileSync(join(parts, name), JSON.stringify({ policies }));
    put("a.yaml", [{ key: "first", name: "First" }]);
    put("b.json", [{ key: "second", name: "Second" }]);
    const scope = ["--managed-by", "folder", "--prune"];
    expect((await zerq(production, ["apply", parts, ...scope])).out).toContain("2 to create");
    put("b.json", []);
    const pruned = await zerq(production, ["diff", parts, ...scope]);
    expect(pruned.code).toBe(2);
    expect(pruned.out).toContain("- policies second");
    expect((await zerq(production, ["apply", parts, ...scope])).code).toBe(0);
    expect((await there<{ items: Resource[] }>("GET", "/policies?q=second")).body.items).toEqual([]);

    put("a.yaml", [{ key: "first", name: "Mine" }]);
    const foreign = await zerq(production, ["apply", parts, "--managed-by", "me"]);
    expect(foreign.code).toBe(1);
    expect(foreign.err).toContain("is kept by folder");
    expect((await zerq(production, ["apply", parts, "--managed-by", "me", "--force"])).code).toBe(0);
  });
});

/** Keeps the list of kinds in step with what this test fills. */
const filled: readonly Kind[] = ["collections", "proxies", "clients", "profiles", "policies", "credentials"];
it("covers every kind", () => expect(kinds).toEqual(filled));
