import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseStrictYaml, renderYaml } from "@zerq/json/strict-yaml";
import { describe, expect, it } from "vitest";
import type { ApplyReport } from "../src/config/config-report.schema.ts";
import { documentSchema } from "../src/config/document-schema.ts";
import { type Document, type Refused, sample, useConfig } from "./config-calls.ts";

const { call, viewer, auditor, nobody, started, apply, diff, patch } = useConfig();

describe("exporting", () => {
  it("gives back a document that changes nothing, in YAML and JSON, always in the same order", async () => {
    const { p, document } = sample();
    await apply(document);
    const exported = await viewer<Document>("GET", `/config/export?managedBy=${p}`);
    expect(exported.body.collections).toEqual([{ ...document.collections[0], managedBy: p }]);
    expect(exported.body.proxies?.[0]).toMatchObject({ key: `${p}-accounts`, collection: `${p}-payments` });
    expect(documentSchema.safeParse(exported.body).error).toBeUndefined();
    expect(JSON.stringify(exported.body)).not.toMatch(/"(id|revision|createdAt|collectionId)"/);
    expect((await diff(exported.body)).body.summary).toEqual({
      create: 0,
      update: 0,
      delete: 0,
      unchanged: 6,
    });
    const token = await started().identity.token("viewer");
    const yaml = async (query: string, accept: string) => {
      const url = `${started().url}/api/v1/config/export?managedBy=${p}${query}`;
      const answer = await fetch(url, { headers: { authorization: `Bearer ${token}`, accept } });
      expect(answer.headers.get("content-type")).toBe("application/yaml");
      return answer.text();
    };
    const text = await yaml("", "application/yaml");
    expect(parseStrictYaml(text)).toEqual(exported.body);
    expect(await yaml("&format=yaml", "*/*")).toBe(text);
  });

  it("narrows by kind and label", async () => {
    const { p, document } = sample();
    await apply(document);
    const labelled = await viewer<Document>("GET", `/config/export?label=team:${p}`);
    expect(labelled.body.collections).toHaveLength(1);
    expect(labelled.body.clients).toEqual([]);
    const kinds = await viewer<Document>("GET", "/config/export?kind=policies,clients");
    expect(Object.keys(kinds.body)).toEqual(["version", "policies", "clients"]);
    expect((await viewer<Refused>("GET", "/config/export?kind=secrets")).body.error).toBe(
      "validation_failed",
    );
  });

  it("never has a secret in it", async () => {
    const { p, document } = sample();
    await apply(document, "?issueTokens=true");
    await patch("credentials", `${p}-upstream`, { apiKey: { value: "canary-of-export" } });
    const exported = await viewer<Document>("GET", `/config/export?managedBy=${p}`);
    expect(exported.body.credentials?.[0]?.apiKey).toEqual({ set: true });
    expect(JSON.stringify(exported.body)).not.toMatch(/canary-of-export|zerq_tok_|hash/);
  });
});

describe("the document of the documentation", () => {
  it("is one", async () => {
    const text = readFileSync(join(import.meta.dirname, "../../../docs/config-as-code.md"), "utf8");
    const document = parseStrictYaml(/```yaml\n(.*?)```/s.exec(text)?.[1] ?? "") as object;
    expect(documentSchema.safeParse(document).error).toBeUndefined();
    const report = await viewer("POST", "/config/validate", document);
    expect(report.body).toMatchObject({ valid: true, problems: [] });
  });
});

describe("a document", () => {
  const send = async (text: string, type: string, path = "/config/apply") => {
    const headers = { "content-type": type };
    return call<Refused & ApplyReport>("POST", path, text, headers);
  };

  it("may be YAML", async () => {
    const { document } = sample();
    const made = await send(renderYaml(document), "application/yaml");
    expect([made.status, made.body.summary]).toEqual([
      200,
      { create: 6, update: 0, delete: 0, unchanged: 0 },
    ]);
  });

  it.each([
    ["YAML with a name twice", "policies: []\npolicies: []\n", "bad_request"],
    ["YAML with a tag", "policies: !!js []\n", "bad_request"],
    ["what is no document", "- 1\n", "validation_failed"],
    ["a field that isn't one", "secrets: []\n", "validation_failed"],
    ["the settings of the deployment", "settings: {deniedIps: []}\n", "validation_failed"],
    ["an entry without a key", "policies: [{name: x}]\n", "validation_failed"],
    ["a key twice", "policies: [{key: x, name: x}, {key: x, name: y}]\n", "validation_failed"],
    ["another version", "version: 2\n", "validation_failed"],
    ["a field of nothing", "policies: [{key: x, name: x, colour: red}]\n", "validation_failed"],
    ["an id", "proxies: [{key: x, collectionId: 0123456789abcdef01234567}]\n", "validation_failed"],
    [
      "a key of nothing",
      "clients: [{key: x, name: x, email: a@b.example, policy: nobody}]\n",
      "validation_failed",
    ],
    ["what comes later", "proxies: [{key: x, handler: {kind: workflow}}]\n", "not_supported"],
  ])("is refused for %s", async (_what, text, code) => {
    const refused = await send(text, "application/yaml");
    expect([refused.status, refused.body.error]).toEqual([400, code]);
  });

  it("is refused when it is too long, or of another type", async () => {
    const long = `policies: []\n# ${"x".repeat(1_100_000)}\n`;
    const answers = [
      await send(long, "application/yaml"),
      await send("policies: []", "text/plain"),
      await call<Refused>("POST", "/policies", "name: x", { "content-type": "application/yaml" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([413, 415, 415]);
    const wide = { policies: [], description: "x".repeat(2_000_000) };
    expect((await apply(wide)).body.error).toBe("validation_failed");
  });

  it.each(["canary-secret", { value: "canary-secret" }])(
    "is refused for a secret written out",
    async (apiKey) => {
      const { document } = sample();
      const refused = await apply({ ...document, credentials: [{ ...document.credentials[0], apiKey }] });
      expect([refused.status, refused.body.details?.[0]?.code]).toEqual([400, "secret_value"]);
      expect(JSON.stringify(refused.body)).not.toContain("canary-secret");
    },
  );

  it("is refused for a secret that is to be kept where there is none", async () => {
    const { document } = sample();
    const kept = { ...document, credentials: [{ ...document.credentials[0], apiKey: { set: true } }] };
    const refused = await apply(kept);
    expect(refused.body.details?.[0]).toMatchObject({ path: "credentials.0.apiKey", code: "required" });
  });

  it("is validated with everything that is wrong at once, by whoever may read", async () => {
    const { document } = sample();
    const wrong = {
      ...document,
      policies: [{ key: "x", name: 7 }],
      clients: [{ ...document.clients[0], collections: ["nobody"] }],
    };
    type Validation = { valid: boolean; problems: { path: string }[] };
    const report = await viewer<Validation>("POST", "/config/validate", wrong);
    expect(report.body.valid).toBe(false);
    expect(report.body.problems.map(({ path }) => path)).toEqual([
      "policies.0.name",
      "clients.0.collections.0",
      "clients.0.policy",
    ]);
    const right = await viewer<Validation>("POST", "/config/validate", document);
    expect(right.body).toMatchObject({ valid: true, problems: [] });
  });

  it("is applied by whoever may change config, and by nobody else", async () => {
    const { document } = sample();
    expect((await apply(document, "", viewer)).status).toBe(403);
    expect((await auditor("POST", "/config/diff", document)).status).toBe(403);
    expect((await auditor("GET", "/config/export")).status).toBe(403);
    expect((await apply(document, "", nobody)).status).toBe(401);
  });

  it("has its shape published for editors, signed in or not", async () => {
    const answer = await fetch(`${started().url}/api/v1/config/schema.json`);
    const schema = (await answer.json()) as { properties: Record<string, object> };
    expect(Object.keys(schema.properties)).toContain("proxies");
  });
});
