import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { client } from "../test/entities.ts";
import { startTestPortal, type TestPortal } from "../test/test-portal.ts";

const EMAIL = "dev@partner.example";
const PASSWORD = "of-this-test";
const document = fileURLToPath(new URL("../../../docs/redis.md", import.meta.url));
/** The user as the document has it. */
const [user = "", ...rules] = (/^user (zerq-portal .+)$/m.exec(readFileSync(document, "utf8"))?.[1] ?? "")
  .replace(">…", `>${PASSWORD}`)
  .split(" ");

let portal: TestPortal;
beforeAll(async () => {
  portal = await startTestPortal({
    async redisUrl({ url, port }) {
      const admin = new Redis(url);
      await admin.call("ACL", "SETUSER", user, ...rules);
      admin.disconnect();
      return `redis://${user}:${PASSWORD}@127.0.0.1:${port}`;
    },
  });
  await portal.projection.put("client", client(portal.keys.PORTAL_KEY, [EMAIL]));
  await portal.applied();
});
afterAll(() => portal?.stop());

it("does all its work as its own user of Redis", async () => {
  expect(user).toBe("zerq-portal");
  const browser = await portal.signedIn(EMAIL);
  expect((await browser.get("/api/collections")).status).toBe(200);
  expect(await portal.projection.redis.call("ACL", "LOG")).toEqual([]);
});

it.each([
  ["GET", "zerq:{cfg:gateway:default}:full"],
  ["HGETALL", "zerq:{gateways}:reports"],
  ["XADD", "zerq:{logs}:requests", "*", "b", "x"],
  ["PUBLISH", "zerq:{cfg:gateway:default}:channel", "x"],
  ["KEYS", "*"],
  ["FLUSHALL"],
])("can't do %s %s", async (command, ...parameters) => {
  const connection = new Redis(`redis://${user}:${PASSWORD}@127.0.0.1:${portal.redis.port}`);
  try {
    await expect(connection.call(command, ...parameters)).rejects.toThrow(/NOPERM/);
  } finally {
    connection.disconnect();
  }
});
