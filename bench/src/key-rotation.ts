// `npm run bench -- key-rotation`: 10,000 credentials are encrypted anew under new keys while the gateway is called, and
// management is killed in the middle. How long it takes, how long until it goes on, and what fails.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type DevJson, startProduct } from "@zerq/test-kit/product";
import { request } from "undici";
import { writeResult } from "./write-result.ts";

const CREDENTIALS = Number(process.env.BENCH_CREDENTIALS ?? 10_000);
const WRITERS = 32;
const LOOK_EVERY_MS = 1_000;
const TOKEN_FOR_MS = 60_000;

type Rotation = { state: string; documents: { total: number; rewritten: number }; unreadable: unknown[] };
type Answer = { status: number; body: Record<string, unknown> };

const product = await startProduct({ patienceMs: 480_000 });
const { dev } = product;
try {
  const api = await openApi(dev);
  console.log(`creating ${CREDENTIALS} credentials …`);
  await createCredentials(api, CREDENTIALS);
  const calls = startCalls(dev, await createCaller(api, dev));
  const measured = await rotateWithKill(api);
  const answered = await calls.stop();
  const rows = { credentials: CREDENTIALS, ...measured, gatewayCalls: answered };
  const table = Object.entries(rows).map(([what, value]) => `- ${what}: ${JSON.stringify(value)}`);
  const page = [
    ...table,
    "",
    "On the embedded servers of the development stack; kill -9 of management in the middle.",
  ];
  console.log(`${page.join("\n")}\n\nwritten to ${writeResult("key-rotation", rows, page.join("\n"))}`);
} finally {
  await product.stop();
}

/** The management API as the development admin, whose token is renewed before it ends. */
async function openApi({ identityProvider, management }: DevJson) {
  let token = "";
  let since = Number.NEGATIVE_INFINITY;
  const renew = async () => {
    const form = { grant_type: "password", client_id: identityProvider.cliClientId };
    const answer = await request(identityProvider.tokenUrl, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ ...form, username: "admin", password: "admin" }).toString(),
    });
    token = ((await answer.body.json()) as { access_token: string }).access_token;
    since = performance.now();
  };
  return async (method: "GET" | "POST", path: string, body?: object): Promise<Answer> => {
    if (performance.now() - since > TOKEN_FOR_MS) await renew();
    const answer = await request(`${management.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status: answer.statusCode, body: (await answer.body.json()) as Record<string, unknown> };
  };
}

async function createCredentials(api: Awaited<ReturnType<typeof openApi>>, count: number): Promise<void> {
  let next = 0;
  const writer = async () => {
    while (next < count) {
      next += 1;
      const made = await api("POST", "/credentials", {
        ...{ name: `Rotated ${next}`, type: "api_key", keyIn: "header", keyName: "X-Api-Key" },
        apiKey: { value: `secret of credential ${next}` },
      });
      if (made.status !== 201) throw new Error(`${made.status} ${JSON.stringify(made.body)}`);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
}

/** A client of its own that may call the demo: the demo's has a limit. @returns its identity headers */
async function createCaller(api: Awaited<ReturnType<typeof openApi>>, { demo }: DevJson) {
  const about = { name: "Rotation", email: "rotation@example.com", collectionIds: [demo.collectionId] };
  const { body } = await api("POST", "/clients?wait=applied", about);
  const { id, token } = body.defaultProfile as { id: string; token: string };
  return { "x-client-id": String(body.id), "x-profile-id": id, authorization: `Bearer ${token}` };
}

/** Rotates the data key, and kills management when a third is done. Times in seconds. */
async function rotateWithKill(api: Awaited<ReturnType<typeof openApi>>) {
  const start = performance.now();
  const seconds = () => Math.round((performance.now() - start) / 100) / 10;
  await api("POST", "/keys/rotate");
  let killedAt: number | undefined;
  let killedWith = 0;
  let resumedAt: number | undefined;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    // Nothing answers while it is being started again.
    const answer = await api("GET", "/keys").catch(() => undefined);
    const rotation = answer?.body.rotation as Rotation | undefined;
    if (rotation === undefined) continue;
    const { rewritten, total } = rotation.documents;
    console.log(`  ${seconds()} s: ${rotation.state}, ${rewritten} of ${total}`);
    if (killedAt === undefined && total > 0 && rewritten > total / 3) {
      process.kill(
        Number(readFileSync(join(product.dataDirectory, "run", "management.pid"), "utf8").split("\n")[0]),
        "SIGKILL",
      );
      killedAt = seconds();
      killedWith = rewritten;
    } else if (killedAt !== undefined && resumedAt === undefined && rewritten > killedWith)
      resumedAt = seconds();
    if (rotation.state === "done")
      return {
        seconds: seconds(),
        killedAt,
        killedWith,
        resumedAt,
        rewritten,
        total,
        unreadable: rotation.unreadable.length,
      };
  }
}

/** Calls through the gateway, one after the other, until it is stopped. @returns how many had which status */
function startCalls({ gateway, demo }: DevJson, headers: Record<string, string>) {
  const statuses: Record<string, number> = {};
  let running = true;
  const work = (async () => {
    while (running) {
      const status = await request(`${gateway.url}${demo.path}`, { headers }).then(
        async (answer) => {
          await answer.body.dump();
          return String(answer.statusCode);
        },
        () => "failed",
      );
      statuses[status] = (statuses[status] ?? 0) + 1;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  })();
  return {
    async stop() {
      running = false;
      await work;
      return statuses;
    },
  };
}
