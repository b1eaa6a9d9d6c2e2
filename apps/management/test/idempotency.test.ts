import { Secret } from "@zerq/logging/secret";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectDatabase } from "../src/database/connect.ts";
import { idempotencyModel } from "../src/http/idempotency.model.ts";
import { apiCaller, type Call } from "./api-caller.ts";
import { startFakeGateway } from "./fake-gateway.ts";
import { create, type Resource, samples } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

type Made = Resource & { defaultProfile: Resource & { token?: string }; secretAlreadyShown?: true };

let management: StartedManagement;
let call: Call;
beforeAll(async () => {
  management = await startTestManagement();
  call = await apiCaller(management, "modifier");
});
afterAll(() => management?.stop());

let counter = 0;
const key = () => ({ "idempotency-key": `key-${++counter}` });

async function count(): Promise<number> {
  const page = await call<{ items: unknown[] }>("GET", "/clients?limit=500");
  return page.body.items.length;
}

describe("an Idempotency-Key", () => {
  it("answers a repetition with the same, without the secret, and does nothing again", async () => {
    const headers = key();
    const body = samples.clients();
    const first = await call<Made>("POST", "/clients", body, headers);
    const before = await count();
    const second = await call<Made>("POST", "/clients", body, headers);
    expect([first.status, second.status]).toEqual([201, 201]);
    const { token, ...profile } = first.body.defaultProfile;
    expect(token).toBeDefined();
    expect(second.body).toEqual({ ...first.body, defaultProfile: profile, secretAlreadyShown: true });
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    for (const name of ["etag", "zerq-config-version"])
      expect(second.headers.get(name)).toBe(first.headers.get(name));
    expect(await count()).toBe(before);
  });

  it("holds for a rotation too, whose second token would end the first", async () => {
    const profile = await create(call, "profiles");
    const headers = key();
    const path = `/profiles/${profile.id}/rotate-token`;
    const first = await call("POST", path, { overlapSeconds: 5 }, headers);
    const second = await call("POST", path, { overlapSeconds: 5 }, headers);
    const { token: _, ...rest } = first.body;
    expect(second.body).toEqual({ ...rest, secretAlreadyShown: true });
  });

  it("makes one thing of five requests at once", async () => {
    const before = await count();
    const headers = key();
    const body = samples.clients();
    const answers = await Promise.all(
      [1, 2, 3, 4, 5].map(() => call<Made>("POST", "/clients", body, headers)),
    );
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.body.defaultProfile.token !== undefined)).toHaveLength(1);
    expect(await count()).toBe(before + 1);
  });

  it("says that a request was carried out whose answer died with its process", async () => {
    const headers = key();
    const body = samples.policies();
    const made = await call<Resource>("POST", "/policies", body, headers);
    const connection = await connectDatabase(new Secret(management.environment.MONGODB_URI ?? ""));
    await idempotencyModel(connection).updateOne({ "resource.id": made.body.id }, { $set: { answer: null } });
    await connection.close();
    const again = await call<{ error: string; details: object[] }>("POST", "/policies", body, headers);
    expect([again.status, again.body.error]).toEqual([409, "idempotency_conflict"]);
    expect(again.body.details).toEqual([
      { path: "", code: "carried_out", message: `policy ${made.body.id}` },
    ]);
  });

  it("is bound to body and route, and every actor has its own", async () => {
    const headers = key();
    const body = samples.clients();
    await call("POST", "/clients", body, headers);
    const others = [
      await call("POST", "/clients", samples.clients(), headers),
      await call("POST", "/policies", samples.policies(), headers),
    ];
    for (const answer of others)
      expect([answer.status, answer.body.error]).toEqual([409, "idempotency_conflict"]);
    const admin = await apiCaller(management, "admin");
    const own = await admin<Made>("POST", "/clients", body, headers);
    expect(own.body.defaultProfile.token).toBeDefined();
  });

  it("is not used up by a refusal", async () => {
    const headers = key();
    const taken = await create(call, "collections");
    const body = { ...samples.collections(), basePath: taken.basePath };
    expect((await call("POST", "/collections", body, headers)).status).toBe(409);
    expect((await call("POST", "/collections", { name: 7 }, headers)).status).toBe(400);
    await call("DELETE", `/collections/${taken.id}`);
    expect((await call("POST", "/collections", body, headers)).status).toBe(201);
  });

  it.each(["with space", "a".repeat(256)])("is refused when it is malformed", async (text) => {
    const answer = await call("POST", "/clients", samples.clients(), { "idempotency-key": text });
    expect([answer.status, answer.body.error]).toEqual([400, "bad_request"]);
  });

  it("never comes before the role", async () => {
    const viewer = await apiCaller(management, "viewer");
    expect((await viewer("POST", "/clients", samples.clients(), key())).status).toBe(403);
  });
});

describe("wait=applied", () => {
  it("says how many live gateways have the version: none without any", async () => {
    const answer = await call("POST", "/policies?wait=applied&timeout=0.2", samples.policies());
    expect(answer.status).toBe(201);
    expect(answer.headers.get("zerq-config-applied")).toBe("0/0");
    const plain = await call("POST", "/policies", samples.policies());
    expect(plain.headers.get("zerq-config-applied")).toBeNull();
  });

  it("waits for a gateway that is behind, and tells the truth when the time is over", async () => {
    const gateway = await startFakeGateway(management);
    try {
      const late = await call("POST", "/policies?wait=applied&timeout=0.3", samples.policies());
      expect([late.status, late.headers.get("zerq-config-applied")]).toEqual([201, "0/1"]);
      const next = Number(late.headers.get("zerq-config-version")) + 1;
      setTimeout(() => void gateway.report(next), 100);
      const began = performance.now();
      const answer = await call("POST", "/policies?wait=applied", samples.policies());
      expect(answer.headers.get("zerq-config-applied")).toBe("1/1");
      expect(performance.now() - began).toBeLessThan(4_900);
    } finally {
      await gateway.stop();
    }
  });
});
