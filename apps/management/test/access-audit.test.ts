import { Secret } from "@zerq/logging/secret";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessHeadModel, accessModel } from "../src/audit/access.model.ts";
import { type Connection, connectDatabase } from "../src/database/connect.ts";
import { apiCaller, type Call } from "./api-caller.ts";
import { Browser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

type Entry = {
  chain?: string;
  sequence: number;
  time: string;
  action: string;
  outcome: string;
  code?: string;
  count?: number;
  actor: { subject: string; roles: string[] };
  request: { url: string; id: string; ip: string };
};

let management: StartedManagement;
let connection: Connection;
let auditor: Call;
let viewer: Call;
beforeAll(async () => {
  management = await startTestManagement();
  connection = await connectDatabase(new Secret(management.environment.MONGODB_URI ?? ""));
  auditor = await apiCaller(management, "auditor");
  viewer = await apiCaller(management, "viewer");
});
afterAll(async () => {
  await connection?.close();
  await management?.stop();
});

async function entries(query: string): Promise<Entry[]> {
  return (await auditor<{ items: Entry[] }>("GET", `/audit-logs?${query}`)).body.items;
}

const oneOf = (query: string) => eventually(`an entry for ${query}`, async () => (await entries(query))[0]);

async function signedIn(username: string): Promise<Browser> {
  const browser = new Browser();
  expect((await browser.signIn(management.url, username)).status).toBe(303);
  return browser;
}

describe("the audit of who came in and who didn't", () => {
  it("has a sign-in before the session can be used, and the sign-out", async () => {
    const browser = await signedIn("modifier");
    const [entry] = await entries("action=session.sign-in&outcome=succeeded");
    expect(entry).toMatchObject({
      chain: "access",
      actor: { subject: "modifier", roles: ["modifier"] },
      count: 1,
    });
    expect(entry?.request.url).toBe("/auth/callback");
    await browser.visit(`${management.url}/auth/sign-out`, {
      method: "POST",
      headers: { "sec-fetch-site": "same-origin" },
    });
    const out = await oneOf("action=session.sign-out");
    expect(out).toMatchObject({ actor: { subject: "modifier", roles: ["modifier"] }, outcome: "succeeded" });
  });

  it("has a failed sign-in, without the code that was in its URL", async () => {
    const browser = new Browser();
    const back = await browser.signInAtProvider(management.url, "viewer");
    const elsewhere = await new Browser().visit(back);
    expect(elsewhere.status).toBe(401);
    const entry = await oneOf("action=session.sign-in&outcome=failed");
    expect(entry).toMatchObject({ code: "session_expired", request: { url: "/auth/callback" } });
  });

  it("has every kind of refused call once with its actor, and its repeats as one number", async () => {
    for (let n = 0; n < 5; n += 1) expect((await viewer("GET", "/audit-logs?q=private")).status).toBe(403);
    const first = await oneOf("outcome=refused&actor=viewer&url=/api/v1/audit-logs");
    expect(first).toMatchObject({ code: "forbidden", count: 1, action: "api.call" });
    expect(first.request.url).toBe("/api/v1/audit-logs");
    await viewer("POST", "/policies", {});
    await oneOf("outcome=refused&actor=viewer&url=/api/v1/policies");
    expect(await entries("outcome=refused&actor=viewer&url=/api/v1/audit-logs")).toHaveLength(1);
  });

  it("has a forged change with the person whose session it came with", async () => {
    const browser = await signedIn("admin");
    const forged = await browser.visit(`${management.url}/api/v1/policies`, { method: "POST" });
    expect(forged.status).toBe(403);
    expect(await oneOf("code=csrf_failed")).toMatchObject({
      actor: { subject: "admin" },
      outcome: "refused",
    });
    const signOut = await browser.visit(`${management.url}/auth/sign-out`, { method: "POST" });
    expect(signOut.status).toBe(403);
    const entry = await oneOf("action=session.sign-out&outcome=refused");
    expect(entry).toMatchObject({ actor: { subject: "admin" }, code: "csrf_failed" });
  });

  it("counts calls of nobody known by their address: a flood makes one entry and a number", async () => {
    const nobody = await apiCaller(management, null);
    for (let n = 0; n < 40; n += 1) expect((await nobody("GET", `/clients/${n}`)).status).toBe(401);
    await oneOf("outcome=refused&code=unauthorized");
    expect((await entries("outcome=refused&code=unauthorized")).length).toBe(1);
  });

  it("is listed with the changes in one order, page by page, and apart when asked", async () => {
    const modifier = await apiCaller(management, "modifier");
    await modifier("POST", "/policies", { name: "Silver" });
    await viewer("DELETE", "/policies/000000000000000000000000");
    await oneOf("outcome=refused&method=DELETE");
    const whole = await entries("limit=500");
    expect(whole.map(({ time }) => time)).toEqual(
      whole
        .map(({ time }) => time)
        .toSorted()
        .reverse(),
    );
    expect(new Set(whole.map(({ chain }) => chain))).toEqual(new Set([undefined, "access"]));
    const paged: Entry[] = [];
    let cursor: string | null = "";
    do {
      const query: string = cursor === "" ? "limit=3" : `limit=3&cursor=${cursor}`;
      const page = await auditor<{ items: Entry[]; nextCursor: string | null }>(
        "GET",
        `/audit-logs?${query}`,
      );
      paged.push(...page.body.items);
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    expect(paged.map(({ chain, sequence }) => [chain, sequence])).toEqual(
      whole.map(({ chain, sequence }) => [chain, sequence]),
    );
    expect((await entries("chain=config")).every(({ chain }) => chain === undefined)).toBe(true);
    const bySequence = await entries("chain=access&sort=sequence");
    expect(bySequence.map(({ sequence }) => sequence)).toEqual(bySequence.map((_, index) => index + 1));
  });

  it("is a chain of its own, and an edit, a removal or a cut-off end shows", async () => {
    const verify = async () => (await auditor("GET", "/audit-logs/verify")).body;
    expect(await verify()).toMatchObject({ ok: true, access: { entries: expect.any(Number) } });
    const stored = accessModel(connection).collection;
    const last = await stored.findOne({}, { sort: { _id: -1 } });
    await stored.updateOne({ _id: 1 as never }, { $set: { "content.actor.subject": "somebody" } });
    expect(await verify()).toMatchObject({ ok: false, sequence: 1 });
    await stored.updateOne({ _id: 1 as never }, { $set: { "content.actor.subject": "modifier" } });
    expect(await verify()).toMatchObject({ ok: true });
    await stored.deleteOne({ _id: last?._id as never });
    expect(await verify()).toMatchObject({ ok: false });
    await accessHeadModel(connection).updateOne({ _id: "access" }, { $set: { sequence: 0 } });
    expect(await verify()).toMatchObject({ ok: false });
  });
});
