import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Findings } from "../../soak/findings.ts";
import { type Caller, startRevokedCaller, startServedCaller } from "./callers.ts";

let answers: { status: number; marker?: string }[];
const gateway = {
  ...{ url: "", pid: 0, life: 1, isUp: true },
  workers: async () => [],
  start: async () => {},
  kill: async () => {},
  forget() {},
};
/** Answers what the test says, and the last of it again and again. */
const server = createServer((_request, response) => {
  const { status, marker } = (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 500 };
  response.writeHead(status, marker === undefined ? {} : { "x-marker": marker }).end();
});
let findings: Findings;
let caller: Caller | undefined;

beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  gateway.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  findings = new Findings();
});
afterEach(async () => {
  await caller?.stop();
  await new Promise((resolve) => server.close(resolve));
});

function call(start: typeof startServedCaller, ...said: typeof answers): Promise<void> {
  answers = said;
  const count = said.length;
  const writer = { sent: 5 } as never;
  caller = start({
    gateway,
    path: "/",
    caller: { clientId: "c", profileId: "p", token: "t" },
    writer,
    findings,
  });
  return expect.poll(() => findings.requests).toBeGreaterThanOrEqual(count);
}
const marked = (marker: string) => ({ status: 200, marker });

it("takes markers that were sent and never go back, and a 503 before the first", async () => {
  await call(startServedCaller, { status: 503 }, marked("2"), marked("2"), marked("5"));
  await expect.poll(() => caller?.newest()).toBe(5);
  expect(findings.sentences).toEqual([]);
});

it.each([
  ["an older marker", [marked("3"), marked("2"), marked("3")], /marker 2 after marker 3/],
  ["a marker that nobody has sent", [marked("6"), marked("5")], /marker 6, but 5 is the newest/],
  ["a marker that is none", [marked("forged"), marked("5")], /marker forged/],
  ["no marker", [{ status: 200 }, marked("5")], /marker undefined/],
  ["a refusal", [{ status: 404 }, marked("5")], /404 for a caller that is served/],
  ["a 503 after it was served", [marked("1"), { status: 503 }, marked("2")], /503 for a caller/],
])("finds %s", async (_what, said, sentence) => {
  await call(startServedCaller, ...said);
  expect(findings.sentences.join()).toMatch(sentence);
  expect(findings.wrongCount).toBe(1);
});

it("finds that someone is served who has no access", async () => {
  await call(startRevokedCaller, { status: 403 }, marked("1"), { status: 403 });
  expect(findings.sentences.join()).toMatch(/200 for a caller whose client is not active/);
  expect(caller?.newest()).toBe(Number.POSITIVE_INFINITY);
});
