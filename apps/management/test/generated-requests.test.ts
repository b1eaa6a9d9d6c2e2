import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiCaller } from "./api-caller.ts";
import { create, kinds } from "./samples.ts";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

const program = fileURLToPath(new URL("../../../.zerq/schemathesis/bin/schemathesis", import.meta.url));
const isInstalled = existsSync(program);
if (!isInstalled)
  console.log(
    `Requests from the OpenAPI document are not tried: there is no ${program}, which \`npm test\` installs from PyPI.`,
  );

/** Has all roles, so that nothing is hidden behind 403. */
const everything = {
  username: "everything",
  password: "everything",
  roles: ["viewer", "modifier", "auditor", "admin"],
};

/** What no request may bring about, whatever is in it. */
const checks = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
];

let management: StartedManagement;
beforeAll(async () => {
  if (!isInstalled) return;
  management = await startTestManagement({}, { more: [everything] });
  const call = await apiCaller(management, everything.username);
  for (const kind of kinds) await create(call, kind);
});
afterAll(() => management?.stop());

describe.skipIf(!isInstalled)("requests that are made from the OpenAPI document", () => {
  it("find no 5xx, no undocumented status, header or body", { timeout: 180_000 }, async () => {
    const token = await management.identity.token(everything.username);
    const { code, output } = await run([
      `--config-file=${fileURLToPath(new URL("schemathesis.toml", import.meta.url))}`,
      "run",
      `${management.url}/api/v1/openapi.json`,
      `--header=Authorization: Bearer ${token}`,
      `--checks=${checks.join(",")}`,
      "--phases=coverage,fuzzing",
      // The database of the tests is slow, and the bound is on time: what was not tried is tried by another seed.
      "--max-examples=8",
      "--max-time=60",
      "--seed=20",
      "--no-shrink",
      "--continue-on-failure",
      "--warnings=off",
      "--suppress-health-check=all",
    ]);
    expect(output).toMatch(/Test cases:|test cases/i);
    expect([code, code === 0 ? "" : output.slice(-8_000)]).toEqual([0, ""]);
  });
});

async function run(args: string[]): Promise<{ code: number | null; output: string }> {
  const env = { PATH: process.env.PATH ?? "", NO_COLOR: "1", PYTHONDONTWRITEBYTECODE: "1" };
  const child = spawn(program, args, { env, cwd: join(program, "../../..") });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output: Buffer.concat(chunks).toString() };
}
