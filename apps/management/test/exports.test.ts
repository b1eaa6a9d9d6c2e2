import { Validator } from "@seriousme/openapi-schema-validator";
import { parseStrictYaml } from "@zerq/json/strict-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiCaller, type Call } from "./api-caller.ts";
import { create, type Resource, samples } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

let management: StartedManagement;
let call: Call;
let collection: Resource;
beforeAll(async () => {
  management = await startTestManagement({ GATEWAY_PUBLIC_URL: "https://api.example.com" });
  call = await apiCaller(management, "modifier");
  const hidden = [{ name: "X-Internal", value: "static-secret" }];
  collection = await create(call, "collections", { headers: hidden, basePath: "/pets-api" });
  const schema = { type: "object", properties: { name: { type: ["string", "null"] } } };
  const post = {
    ...samples.proxies(collection.id),
    methods: ["POST"],
    requestSchema: schema,
    headers: hidden,
  };
  await call("POST", "/proxies", { ...post, status: "published", requestExample: { name: "Rex" } });
  const answer = { kind: "static", status: 200, headers: hidden, body: "static-secret" };
  const fixed = { ...samples.proxies(collection.id), targetPath: undefined, handler: answer };
  await call("POST", "/proxies", { ...fixed, methods: ["GET"], path: "/fixed" });
});
afterAll(() => management?.stop());

type Exported = { openapi: string; servers: { url: string }[]; paths: Record<string, object> };
const at = (query = "") => `/collections/${collection.id}/openapi${query}`;

describe("an export of a collection", () => {
  it.each([
    ["3.0", "3.0.3"],
    ["3.1", "3.1.0"],
  ])("in OpenAPI %s is valid, and shows nothing of what is behind the gateway", async (version, full) => {
    const viewer = await apiCaller(management, "viewer");
    const { status, body } = await viewer<Exported>("GET", at(`?version=${version}`));
    expect([status, body.openapi]).toEqual([200, full]);
    expect(await new Validator().validate(structuredClone(body))).toMatchObject({ valid: true });
    expect(body.servers).toEqual([{ url: "https://api.example.com/pets-api" }]);
    expect(Object.keys(body.paths)).toHaveLength(2);
    const text = JSON.stringify(body);
    for (const inside of ["static-secret", "X-Internal", "127.0.0.1", "/v2/accounts"])
      expect(text).not.toContain(inside);
  });

  it("is YAML where that is asked for, and only of published proxies", async () => {
    const { authorization } = { authorization: `Bearer ${await management.identity.token("viewer")}` };
    const url = `${management.url}/api/v1${at("?format=yaml&status=published")}`;
    const answer = await fetch(url, { headers: { authorization } });
    expect(answer.headers.get("content-type")).toBe("application/yaml");
    const document = parseStrictYaml(await answer.text()) as Exported;
    expect(Object.keys(document.paths)).toHaveLength(1);
  });

  it("can be imported again", async () => {
    const { body: document } = await call<Exported>("GET", at());
    const own = { basePath: "/again", targetEndpoint: "http://127.0.0.1:9" };
    const again = await call("POST", "/imports/openapi", { document, collection: own });
    expect([again.status, again.body.created, again.body.problems]).toEqual([201, 2, []]);
  });

  it("is refused for what isn't there, for other versions, for nobody and for auditors", async () => {
    const refusals: [string, string | null, number][] = [
      [`/collections/${"0".repeat(24)}/openapi`, "viewer", 404],
      [at("?version=2.0"), "viewer", 400],
      [at("?format=xml"), "viewer", 400],
      [at(), null, 401],
      [at(), "auditor", 403],
    ];
    for (const [path, user, status] of refusals) {
      const caller = await apiCaller(management, user);
      expect([path, (await caller("GET", path)).status]).toEqual([path, status]);
    }
  });
});
