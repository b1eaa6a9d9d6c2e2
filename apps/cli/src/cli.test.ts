import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

type Run = { code: number | null; out: string; err: string };

/** The command line as people run it. */
function zerq(dataDirectory: string, ...words: string[]): Promise<Run> {
  const main = join(import.meta.dirname, "main.ts");
  const child = spawn(process.execPath, ["--conditions=zerq-source", main, ...words], {
    env: { PATH: process.env.PATH, ZERQ_DATA_DIRECTORY: dataDirectory },
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (err += text));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

/** What the identity provider and management answer, and the bearer token that management was last sent. */
let server: Server;
let url: string;
let verified: { status: number; body: object };
let bearer: string | undefined;
const empty = mkdtempSync(join(tmpdir(), "zerq-cli-"));
const running = mkdtempSync(join(tmpdir(), "zerq-cli-"));

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const send = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body));
    const form = new URLSearchParams((await request.toArray()).join(""));
    if (request.url === "/api/v1/audit-logs/verify") {
      bearer = request.headers.authorization;
      send(verified.status, verified.body);
    } else if (form.get("password") === "right") {
      send(200, { access_token: `token-of-${form.get("username")}` });
    } else {
      send(400, { error: "invalid_grant" });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const user = (username: string, password = "right") => ({ username, password, roles: [username] });
  const users = [user("modifier"), user("auditor"), user("viewer", "wrong")];
  const identityProvider = { tokenUrl: `${url}/token`, cliClientId: "zerq-cli", users };
  writeFileSync(join(running, "dev.json"), JSON.stringify({ management: { url }, identityProvider }));
});
afterAll(() => server.close());

describe("zerq token", () => {
  it("prints the token and nothing else", async () => {
    expect(await zerq(running, "token", "--user", "modifier")).toEqual({
      code: 0,
      out: "token-of-modifier\n",
      err: "",
    });
  });

  it.each([
    [
      "an unknown user",
      "root",
      "There is no user root. The development stack has: modifier, auditor, viewer.",
    ],
    ["a user that gets none", "viewer", "answered 400 and gave no token"],
  ])("fails for %s and says why", async (_what, name, sentence) => {
    const { code, out, err } = await zerq(running, "token", "--user", name);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(sentence);
  });

  it("says what to do when nothing runs, and when dev.json is damaged", async () => {
    expect(await zerq(empty, "token", "--user", "modifier")).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("Start it with npm start"),
    });
    const damaged = mkdtempSync(join(tmpdir(), "zerq-cli-"));
    writeFileSync(join(damaged, "dev.json"), '{"management": ');
    expect((await zerq(damaged, "token", "--user", "modifier")).err).toContain("dev.json is damaged");
  });
});

describe("zerq audit verify", () => {
  it("asks as the development auditor and prints the verdict", async () => {
    verified = { status: 200, body: { ok: true, entries: 12 } };
    const { code, out } = await zerq(running, "audit", "verify");
    expect([code, out]).toEqual([0, "The audit chain is unbroken.\n  entries: 12\n"]);
    expect(bearer).toBe("Bearer token-of-auditor");
  });

  it("ends with 1 when the chain is broken, and says where", async () => {
    verified = { status: 200, body: { ok: false, entries: 12, problem: { sequence: 7 } } };
    const { code, out } = await zerq(running, "audit", "verify", "--url", `${url}/`, "--token", "given");
    expect(code).toBe(1);
    expect(out).toContain("BROKEN");
    expect(out).toContain('problem: {"sequence":7}');
    expect(bearer).toBe("Bearer given");
  });

  it.each([
    [401, "unauthorized", "get a new one"],
    [403, "forbidden", "Only auditors and admins"],
    [200, "not the result", "answered 200"],
  ])("fails on an answer of %i and says what to do", async (status, message, sentence) => {
    verified = { status, body: { message } };
    const { code, err } = await zerq(running, "audit", "verify");
    expect(code).toBe(1);
    expect(err).toContain(sentence);
  });

  it("fails when nothing answers", async () => {
    const { code, err } = await zerq(empty, "audit", "verify", "--url", "http://127.0.0.1:1", "--token", "x");
    expect(code).toBe(1);
    expect(err).toContain("does not answer");
  });
});

describe("usage", () => {
  it.each([
    [["--version"], 0, /^\d+\.\d+\.\d+\n$/],
    [["--help"], 0, /token.*audit.*doctor/s],
  ])("zerq %s", async (words, code, output) => {
    const run = await zerq(empty, ...words);
    expect([run.code, run.err]).toEqual([code, ""]);
    expect(run.out).toMatch(output);
  });

  it.each([
    [["frobnicate"], "unknown command 'frobnicate'"],
    [["token"], "required option '--user <name>' not specified"],
    [["token", "--user", "x", "--colour"], "unknown option '--colour'"],
  ])("zerq %s is wrong usage", async (words, sentence) => {
    const run = await zerq(empty, ...words);
    expect([run.code, run.out]).toEqual([2, ""]);
    expect(run.err).toContain(sentence);
  });
});
