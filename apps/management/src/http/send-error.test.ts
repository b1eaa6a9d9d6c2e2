import { BlockList } from "node:net";
import { Writable } from "node:stream";
import { AppError } from "@zerq/errors/app-error";
import { createLogger } from "@zerq/logging/logger";
import { type Listening, listen } from "@zerq/service/listen";
import { Registry } from "prom-client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bareApp, errorHandler, notFound } from "./app.ts";
import { createHttpMetrics } from "./http-metrics.ts";

const lines: string[] = [];
const destination = new Writable({
  write(chunk, _encoding, done) {
    lines.push(String(chunk));
    done();
  },
});
const named = (name: string) => Object.assign(new Error("connect 10.0.0.7:27017"), { name });

/** What handlers throw, by path: bugs, refusals of our own and of Express, and what the driver throws while MongoDB is away. */
const thrown: Readonly<Record<string, () => never>> = {
  "/bug": () => {
    throw new SyntaxError(`no JSON: { token-of-a-caller`);
  },
  "/rejection": () => {
    throw new TypeError("undefined is not a function of 10.0.0.7");
  },
  "/text": () => {
    throw "10.0.0.7";
  },
  "/database": () => {
    throw named("MongoServerSelectionError");
  },
  "/refused": () => {
    throw new AppError("conflict", { log: "10.0.0.7 is taken" });
  },
};

let server: Listening;
beforeAll(async () => {
  const logger = createLogger({ service: "test", level: "debug", destination });
  const app = bareApp({ trustedProxies: new BlockList(), metrics: createHttpMetrics(new Registry()) });
  for (const [path, fail] of Object.entries(thrown)) app.get(path, async () => fail());
  app.get("/known/:id", () => undefined);
  app.use(notFound, errorHandler(logger));
  server = await listen(app, { port: 0, address: "127.0.0.1", setting: "NONE" });
});
afterAll(() => server?.close());

it.each([
  ["a bug", "/bug", 500, "internal_error", "error"],
  ["a bug behind an await", "/rejection", 500, "internal_error", "error"],
  ["what is no error at all", "/text", 500, "internal_error", "error"],
  ["a database that is away", "/database", 503, "service_unavailable", "warn"],
  ["a refusal", "/refused", 409, "conflict", "debug"],
  ["a path that can't be decoded", "/known/%zz", 400, "bad_request", "debug"],
  ["what isn't there", "/nothing", 404, "route_not_found", "debug"],
])("%s is answered in one form, with nothing of its inside, and logged as what it is", async (...row) => {
  const [_what, path, status, code, level] = row;
  lines.length = 0;
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`);
  const body = (await answer.json()) as { requestId: string };
  expect([answer.status, Object.keys(body)]).toEqual([status, ["error", "message", "requestId"]]);
  expect(body).toMatchObject({ error: code, requestId: answer.headers.get("x-request-id") });
  expect(JSON.stringify(body)).not.toMatch(/10\.0\.0\.7|token-of|\.ts|node_modules|\\n +at /);
  const [line = "{}", ...others] = lines.map((text) => JSON.parse(text) as Record<string, unknown>);
  expect(others).toEqual([]);
  expect(line).toMatchObject({ level, code, requestId: body.requestId });
  // Only a bug is somebody's to mend, and the log says where.
  expect(/send-error\.test\.ts/.test(JSON.stringify(line))).toBe(status === 500 && path !== "/text");
});
