import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

type Run = { code: number | null; out: string; err: string };
type Answer = { status: number; body: object };

/** What management is asked, and what it answers: the last answer to a path is repeated. */
let answers: Record<string, Answer[]>;
let asked: { what: string; body: string; bearer: string | undefined }[];
let server: Server;
let url: string;
const empty = mkdtempSync(join(tmpdir(), "zerq-cli-"));

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const what = `${request.method} ${request.url}`;
    const body = (await request.toArray()).join("");
    asked.push({ what, body, bearer: request.headers.authorization });
    const queue = answers[what] ?? [{ status: 404, body: { message: "No such route." } }];
    const answer = queue.length > 1 ? queue.shift() : queue[0];
    response.writeHead(answer?.status ?? 500).end(JSON.stringify(answer?.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  answers = {};
  asked = [];
});

function zerq(...words: string[]): Promise<Run> {
  const main = join(import.meta.dirname, "main.ts");
  const child = spawn(
    process.execPath,
    ["--conditions=zerq-source", main, ...words, "--url", url, "--token", "given"],
    { env: { PATH: process.env.PATH, ZERQ_DATA_DIRECTORY: empty } },
  );
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

const rotation = (state: string, rewritten: number, more: object = {}) => ({
  ...{ id: "r1", state, reason: "asked", purposes: ["data"], unreadable: [], waitingFor: [] },
  ...{ documents: { total: state === "announced" ? 0 : 20, rewritten } },
  ...more,
});
const status = (latest: object | null, keys: object[] = []): Answer => ({
  status: 200,
  body: {
    masterKey: "abc",
    messagesPerKey: 1_000,
    keys,
    instances: [],
    shared: [],
    gateways: [],
    rotation: latest,
  },
});
const rotate = "POST /api/v1/keys/rotate";
const get = "GET /api/v1/keys";
const begun: Answer = { status: 200, body: { rotation: rotation("announced", 0) } };

describe("zerq keys status", () => {
  it("shows each key, what lacks what, and the rotation", async () => {
    const key = {
      ...{ id: "k1", purpose: "data", state: "active", ageSeconds: 7_300, masterKey: "old" },
      ...{ wrappedByCurrent: false, uses: 250, documents: 7 },
    };
    const answer = status(rotation("rewriting", 5, { waitingFor: ["host (i2)"] }), [key]);
    const instances = [{ id: "i2", host: "host", hasMasterKey: false, missingKeys: ["k1"] }];
    const waiting = { setting: "SNAPSHOT_KEY", inUse: "aa", next: "bb", waitingFor: ["gateway g/0"] };
    const shared = [waiting, { ...waiting, setting: "PORTAL_KEY", next: null, waitingFor: [] }];
    const held = { workerId: "g/0", group: "default", snapshotKeys: ["aa", "bb"], verifyKeys: null };
    answers[get] = [{ status: 200, body: { ...answer.body, instances, shared, gateways: [held] } }];
    const { code, out, err } = await zerq("keys", "status");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/data +k1 +active +2 h +old \(earlier\) +25 % +7/);
    expect(out).toContain("Instance host (i2): lacks the master key, k1");
    expect(out).toContain(
      "SNAPSHOT_KEY: aa is in use, bb comes next; waiting for gateway g/0\nPORTAL_KEY: aa is in use\n",
    );
    expect(out).toContain("Gateway g/0 (default): accepts SNAPSHOT_KEY aa, bb, signatures of unknown\n");
    expect(out).toContain("5 of 20 documents encrypted anew; waiting for host (i2)");
    expect(asked[0]?.bearer).toBe("Bearer given");
  });

  it("prints the answer as JSON", async () => {
    answers[get] = [status(null)];
    const { out } = await zerq("keys", "status", "--json");
    expect(JSON.parse(out)).toEqual(status(null).body);
  });
});

describe("zerq keys rotate", () => {
  it("shows how far it is, a line for each change, until it is done", async () => {
    answers[rotate] = [begun];
    answers[get] = [
      status(rotation("rewriting", 10)),
      status(rotation("rewriting", 10)),
      status(rotation("done", 20)),
    ];
    const { code, out } = await zerq("keys", "rotate", "--purpose", "data", "session");
    expect(code).toBe(0);
    expect(out.trimEnd().split("\n")).toEqual([
      "data: new keys are made; every instance learns to read with them",
      "data: 10 of 20 documents encrypted anew",
      "data: done, 20 of 20 documents encrypted anew",
    ]);
    expect(JSON.parse(asked[0]?.body ?? "")).toEqual({ purposes: ["data", "session"] });
  });

  it("ends with 1 and names what does not open", async () => {
    answers[rotate] = [begun];
    const unreadable = [{ collection: "credentials", id: "c1", field: "secrets.apiKey" }];
    answers[get] = [status(rotation("done", 19, { unreadable }))];
    const { code, out } = await zerq("keys", "rotate");
    expect([code, out]).toEqual([1, expect.stringContaining("credentials c1 secrets.apiKey")]);
  });

  it("asks for every purpose with all, and follows nothing with --no-wait", async () => {
    answers[rotate] = [begun];
    const { code, out } = await zerq("keys", "rotate", "--purpose", "all", "--no-wait", "--json");
    expect([code, JSON.parse(out)]).toEqual([0, rotation("announced", 0)]);
    expect(JSON.parse(asked[0]?.body ?? "").purposes).toHaveLength(5);
    expect(asked).toHaveLength(1);
  });

  it.each([
    [409, "Keys are being rotated already.", "rotated already"],
    [401, "The token has expired.", "get a new one"],
    [403, "Your role does not allow this.", "Only admins"],
  ])("fails on an answer of %i and says why", async (code, message, sentence) => {
    answers[rotate] = [{ status: code, body: { message } }];
    const run = await zerq("keys", "rotate");
    expect([run.code, run.out]).toEqual([1, ""]);
    expect(run.err).toContain(sentence);
  });

  it("fails when another rotation has taken its place", async () => {
    answers[rotate] = [begun];
    answers[get] = [status(rotation("announced", 0, { id: "r2" }))];
    expect(await zerq("keys", "rotate")).toMatchObject({
      code: 1,
      err: expect.stringContaining("Another rotation"),
    });
  });

  it("knows no other purposes, and asks nobody then", async () => {
    const run = await zerq("keys", "rotate", "--purpose", "everything");
    expect([run.code, asked]).toEqual([1, []]);
    expect(run.err).toContain("--purpose is data, token-pepper");
  });
});

describe("zerq keys rewrap", () => {
  it("says how many keys were wrapped anew", async () => {
    answers["POST /api/v1/keys/rewrap"] = [{ status: 200, body: { rewrapped: 3, total: 5 } }];
    expect(await zerq("keys", "rewrap")).toEqual({
      code: 0,
      out: "3 of 5 keys were wrapped anew.\n",
      err: "",
    });
  });

  it("has its help, like the others", async () => {
    const run = await zerq("keys", "--help");
    expect(run.out).toMatch(/status.*rewrap.*rotate/s);
  });
});
