import { randomBytes } from "node:crypto";
import { describe, expect, inject, it } from "vitest";
import { type Caller, call, eventually, manage } from "./callers.ts";
import { zerq } from "./command-line.ts";
import { killAndWait } from "./killed-service.ts";
import { startLightLoad } from "./light-load.ts";

const dev = inject("dev");
type Status = { keys: { purpose: string; state: string; documents: number | null }[] };
type Created = { id: string; defaultProfile: { id: string; token: string } };

async function newCaller(name: string): Promise<Caller> {
  const { body } = await manage<Created>("modifier", "POST", "/clients?wait=applied", {
    name: `${name} ${Date.now()}`,
    email: "keys@example.com",
    collectionIds: [dev.demo.collectionId],
  });
  return { clientId: body.id, profileId: body.defaultProfile.id, token: body.defaultProfile.token };
}
const answers = async (...callers: Caller[]) => {
  const all = await Promise.all(callers.map((caller) => call(dev.demo.path, caller)));
  return all.map(({ status }) => status);
};

describe("zerq keys rotate --purpose all, with traffic running", () => {
  it("fails no call and no change, and loses no token", async () => {
    const before = await newCaller("before the rotation");
    for (let index = 0; index < 30; index += 1) {
      const made = await manage("modifier", "POST", "/credentials", {
        name: `Rotated ${index}`,
        type: "api_key",
        apiKey: { value: `rotated ${randomBytes(12).toString("hex")}` },
        keyIn: "header",
        keyName: "X-Api-Key",
      });
      expect(made.status).toBe(201);
    }
    const load = startLightLoad();
    await eventually("load", async () => load.acknowledged.length > 2 || undefined);
    const changes = load.acknowledged.length;
    const { code, out, err } = await zerq("keys", "rotate", "--purpose", "all");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/every instance learns to read with them[\s\S]*: done, \d+ of \d+ documents/);
    await eventually("changes afterwards", async () => load.acknowledged.length > changes + 3 || undefined);
    await load.stop();
    expect([Object.fromEntries(load.statuses), load.failedChanges]).toEqual([{ 200: expect.any(Number) }, 0]);
    console.log(`  ${load.statuses.get("200")} calls and ${load.acknowledged.length} changes, none failed`);

    const after = await newCaller("after the rotation");
    expect(await answers(before, after, dev.demo)).toEqual([200, 200, 200]);
    await killAndWait("gateway");
    await eventually("an answer", () => call(dev.demo.path).catch(() => undefined));
    expect(await answers(before, after, dev.demo)).toEqual([200, 200, 200]);
  });

  it("leaves two peppers that are both in use, and no document under an old data key", async () => {
    const { code, out } = await zerq("keys", "status", "--json");
    const { keys } = JSON.parse(out) as Status;
    expect(code).toBe(0);
    const of = (purpose: string) => keys.filter((key) => key.purpose === purpose);
    expect(of("token-pepper").map(({ state }) => state)).toEqual(["active", "retired"]);
    expect(of("token-pepper").every(({ documents }) => (documents ?? 0) > 0)).toBe(true);
    expect(of("data")).toMatchObject([{ state: "active" }, { state: "retired", documents: 0 }]);
    const table = await zerq("keys", "status");
    expect(table.out).toMatch(/PURPOSE +KEY +STATE[\s\S]*token-pepper .* active[\s\S]*has every key/);
  });

  it("is refused to everybody but admins", async () => {
    for (const user of ["viewer", "modifier", "auditor"])
      expect((await manage(user, "POST", "/keys/rotate")).status).toBe(403);
    const wrong = await zerq("keys", "rotate", "--purpose", "everything");
    expect([wrong.code, wrong.out]).toEqual([1, ""]);
    expect(wrong.err).toContain("There are no keys for everything");
  });
});
