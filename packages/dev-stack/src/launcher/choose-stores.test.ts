import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freePort } from "../free-port.ts";
import { startRedis } from "../servers/redis.ts";
import { chooseMongo, withoutCredentials } from "./choose-mongo.ts";
import { chooseRedis } from "./choose-redis.ts";
import { openDataFolder } from "./data-folder.ts";
import { choosePorts } from "./ports.ts";

const folder = openDataFolder(mkdtempSync(join(tmpdir(), "zerq-stores-")));
const ports = choosePorts({});
const mongo = (env: Record<string, string>) => chooseMongo(env, folder, ports);
const redis = (env: Record<string, string>) =>
  chooseRedis(env, folder, ports, "password-of-the-embedded-one");

describe("MONGODB_URI", () => {
  it("is used as it is when it names a replica set", async () => {
    const uri = process.env.ZERQ_TEST_MONGODB_URI ?? "";
    const choice = await mongo({ MONGODB_URI: uri });
    expect(choice.uri).toBe(uri);
    expect(choice.service).toBeUndefined();
    expect(choice.store).toMatch(/^MongoDB at 127\.0\.0\.1:\d+\/zerq$/);
  });

  it.each(["mongodb://user:hidden@127.0.0.1:PORT/zerq", "nonsense-hidden"])(
    "is refused when nothing can be reached there, without its password (%s)",
    async (form) => {
      const uri = form.replace("PORT", String(await freePort()));
      const refusal = await mongo({ MONGODB_URI: uri }).catch((error: Error) => error.message);
      expect(refusal).toContain("can't be used");
      expect(refusal).toContain("unset MONGODB_URI");
      expect(refusal).not.toContain("user:hidden");
    },
  );

  it("is shown without user, password and options", () => {
    expect(withoutCredentials("mongodb://u:p@a:1,b:2/zerq?x=y")).toBe("a:1,b:2/zerq");
  });
});

describe("REDIS_URL", () => {
  it("is used when it answers, and refused with a wrong password", async () => {
    const server = await startRedis({
      directory: mkdtempSync(join(tmpdir(), "zerq-redis-")),
      password: "the-right-one",
    });
    expect(await redis({ REDIS_URL: server.url })).toEqual({ url: server.url });
    const wrong = server.url.replace("the-right-one", "the-wrong-one");
    await expect(redis({ REDIS_URL: wrong })).rejects.toThrow(
      "refuses the user or password of the URL: WRONGPASS",
    );
    const without = `redis://127.0.0.1:${server.port}`;
    await expect(redis({ REDIS_URL: without })).rejects.toThrow("NOAUTH");
    await server.stop();
    await expect(redis({ REDIS_URL: server.url })).rejects.toThrow(
      /can't be reached: .*ECONNREFUSED.*unset REDIS_URL/s,
    );
  });

  it.each(["http://127.0.0.1", "127.0.0.1:6379", "redis:"])("is refused when it is %s", async (url) => {
    await expect(redis({ REDIS_URL: url })).rejects.toThrow("REDIS_URL");
  });
});

describe("without servers of one's own", () => {
  it("the embedded ones are run on the ports of this stack", async () => {
    const choices = [await mongo({ PATH: "/nowhere" }), await redis({ PATH: "/nowhere" })];
    expect(choices.map(({ service }) => service?.name)).toEqual(["mongodb", "redis"]);
    expect(choices[0]).toMatchObject({ store: "SecantusDB", uri: expect.stringContaining(":27117/") });
    expect(choices[1]).toMatchObject({ url: expect.stringContaining("@127.0.0.1:6479") });
  });
});
