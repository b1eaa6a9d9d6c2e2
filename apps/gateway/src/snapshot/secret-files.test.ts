import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deriveKey } from "@zerq/crypto/derive";
import { secretKey } from "@zerq/crypto/secret-key";
import { gatewayReportsKey } from "@zerq/plane-protocol/channels";
import { openReport } from "@zerq/plane-protocol/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishRoute } from "../../test/published-route.ts";
import { eventually, startTestGateway, type TestGateway } from "../../test/started-gateway.ts";
import { createSecretFiles } from "./secret-files.ts";

const temporary = () => mkdtempSync(join(tmpdir(), "zerq-secrets-"));

describe("a secret file", () => {
  const directory = temporary();
  const own = join(directory, "snapshot-key");
  const { resolve } = createSecretFiles({ directory, own: [own, "/no/such/file"] });
  writeFileSync(own, "own");
  writeFileSync(join(directory, "key"), "value\n");
  writeFileSync(join(directory, "two-lines"), "a\nb\n\n");
  writeFileSync(join(directory, "empty"), "\n");
  writeFileSync(join(directory, "large"), "x".repeat(70_000));
  writeFileSync(join(directory, ".hidden"), "h");
  symlinkSync(own, join(directory, "alias"));
  mkdirSync(join(directory, "folder"));
  writeFileSync(join(directory, "folder", "inner"), "i");

  it.each([
    ["key", "value"],
    ["two-lines", "a\nb\n"],
    ["empty", undefined],
    ["large", undefined],
    ["absent", undefined],
    [".hidden", undefined],
    ["folder", undefined],
    ["folder/inner", undefined],
    ["../etc/passwd", undefined],
    ["snapshot-key", undefined],
    ["alias", undefined],
    ["", undefined],
  ])("%s resolves to %s", (name, value) => {
    expect(resolve(name)?.reveal()).toBe(value);
  });

  it("resolves nowhere without a directory", () => {
    expect(createSecretFiles({ directory: "", own: [] }).resolve("key")).toBeUndefined();
  });
});

describe("a route with a secret from a file", () => {
  const directory = temporary();
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ settings: { GATEWAY_SECRETS_DIRECTORY: directory } });
  });
  afterAll(() => gateway.stop());
  const lastSeen = () => gateway.upstream.requests.at(-1);

  async function missing(): Promise<string[]> {
    const key = deriveKey(secretKey(Buffer.from(gateway.config.keys.SNAPSHOT_KEY, "base64")), "reports");
    const sealed = Object.values(await gateway.config.redis.hgetall(gatewayReportsKey));
    return sealed.flatMap((text) => openReport(key, text).missingEnv);
  }

  it("is 500 while the file isn't there, says so by name, and follows the file without a restart", async () => {
    const credential = gateway.config.credential("basic", { username: "u" }, { password: { file: "pw" } });
    const { path, caller } = await publishRoute(gateway, { credential });
    const answer = await gateway.call(path, {}, caller);
    const text = await answer.text();
    expect([answer.status, JSON.parse(text).error]).toEqual([500, "credential_unavailable"]);
    expect(text).not.toContain("pw");
    expect((await gateway.entryOf(answer.headers.get("x-request-id"))).deny).toContain("secret file pw ");
    expect(await missing()).toEqual(["pw"]);

    // As orchestrators do it: written elsewhere, then moved into place.
    const put = (value: string) => {
      writeFileSync(join(directory, "pw.new"), value);
      renameSync(join(directory, "pw.new"), join(directory, "pw"));
    };
    const sends = (value: string) =>
      eventually(`the secret ${value}`, async () => {
        await gateway.call(path, {}, caller);
        const sent = Buffer.from((lastSeen()?.headers.authorization ?? "").slice(6), "base64");
        return sent.toString() === `u:${value}` ? true : undefined;
      });
    put("first\n");
    await sends("first");
    expect(await missing()).toEqual([]);
    put("second");
    await sends("second");
    rmSync(join(directory, "pw"));
    await eventually("a refusal", async () =>
      (await gateway.call(path, {}, caller)).status === 500 ? true : undefined,
    );
  });

  it("takes header rules from files as well", async () => {
    writeFileSync(join(directory, "tenant"), "acme");
    const { config } = gateway;
    const id = "b".repeat(24);
    const rules = config.rules("collection", id, [
      { name: "X-Tenant", direction: "request", op: "set", value: { file: "tenant" } },
    ]);
    const { path, caller } = await publishRoute(gateway, { collection: { id, headers: rules } });
    await gateway.call(path, {}, caller);
    expect(lastSeen()?.headers["x-tenant"]).toBe("acme");
    writeFileSync(join(directory, "tenant"), "other");
    await eventually("the other value", async () => {
      await gateway.call(path, {}, caller);
      return lastSeen()?.headers["x-tenant"] === "other" ? true : undefined;
    });
  });
});
