import { randomBytes } from "node:crypto";
import { SealError } from "@zerq/crypto/sealed-value";
import { createEgressGuard } from "@zerq/egress/guard";
import { Secret } from "@zerq/logging/secret";
import { testCertificate } from "@zerq/test-kit/test-certificate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startVault, type VaultStandIn } from "../../test/vault-stand-in.ts";
import { createVaultClient } from "./vault-client.ts";
import { createVaultWrapper } from "./vault-wrapper.ts";

let vault: VaultStandIn;
beforeEach(async () => {
  vault = await startVault();
});
afterEach(() => vault.stop());

type Own = {
  ca?: string;
  token?: string;
  key?: string;
  allow?: string;
  timeoutMs?: number;
  namespace?: string;
};

function wrapperOf(own: Own = {}) {
  const egress = createEgressGuard({ allow: own.allow ?? "127.0.0.0/8:*" });
  const client = createVaultClient({
    address: vault.address,
    token: new Secret(own.token ?? vault.token),
    namespace: own.namespace ?? "",
    timeoutMs: own.timeoutMs ?? 5_000,
    fetch: egress.fetchTrusting(own.ca ?? vault.certificate),
  });
  return createVaultWrapper({ client, mount: "transit", key: own.key ?? "zerq" });
}
const place = ["key-ring", "data", "1"];
const key = randomBytes(32);

describe("a key that Vault wraps", () => {
  it("comes back for its place, and for no other", async () => {
    const wrapper = wrapperOf();
    const given = await wrapper.wrap(key, place);
    expect(given).toEqual({
      wrapped: expect.stringMatching(/^vault:v1:/),
      masterKeyId: "vault:transit/zerq:v1",
    });
    expect(await wrapper.unwrap(given, place)).toEqual(key);
    await expect(wrapper.unwrap(given, ["key-ring", "session", "1"])).rejects.toThrow(SealError);
  });

  it("is refused when its ciphertext was cut or is another's", async () => {
    const wrapper = wrapperOf();
    const given = await wrapper.wrap(key, place);
    const other = await wrapper.wrap(randomBytes(32), ["key-ring", "data", "2"]);
    for (const wrapped of [given.wrapped.slice(0, -6), other.wrapped, "vault:v9:AAAA", "nonsense"])
      await expect(wrapper.unwrap({ ...given, wrapped }, place)).rejects.toThrow(SealError);
  });

  it("is wrapped anew by Vault itself when the transit key has a new version", async () => {
    const wrapper = wrapperOf();
    const given = await wrapper.wrap(key, place);
    expect(await wrapper.rewrap(given, place)).toEqual(given);
    vault.rotate();
    expect(await wrapper.currentId()).toBe("vault:transit/zerq:v2");
    vault.asked.length = 0;
    const renewed = await wrapper.rewrap(given, place);
    expect(vault.asked).toEqual(["POST /v1/transit/rewrap/zerq"]);
    expect(renewed.masterKeyId).toBe("vault:transit/zerq:v2");
    expect(await wrapper.unwrap(renewed, place)).toEqual(key);
    expect(await wrapper.unwrap(given, place)).toEqual(key);
  });

  it("is one of this transit key, whatever its version", () => {
    const wrapper = wrapperOf();
    const opened = ["vault:transit/zerq:v1", "vault:transit/zerq:v12"];
    const others = [
      "vault:transit/zerq2:v1",
      "vault:other/zerq:v1",
      "0123456789abcdef",
      "vault:transit/zerq",
    ];
    expect(opened.filter((id) => wrapper.opens(id))).toEqual(opened);
    expect(others.filter((id) => wrapper.opens(id))).toEqual([]);
  });

  it("is asked for with the token and the namespace, in headers", async () => {
    await wrapperOf({ namespace: "team/a" }).wrap(key, place);
    expect(vault.headers()).toMatchObject({ "x-vault-token": vault.token, "x-vault-namespace": "team/a" });
  });
});

describe("trouble with Vault is told", () => {
  it.each([
    [403, ["permission denied"], "VAULT_TOKEN may not do this, or has expired. permission denied"],
    [404, [], "see VAULT_TRANSIT_MOUNT, VAULT_TRANSIT_KEY"],
    [429, [], "standby"],
    [503, ["Vault is sealed"], "Vault is sealed"],
    [418, [], "Vault refused it"],
  ])("as what a %i means", async (status, errors, sentence) => {
    vault.fail = { status, errors };
    await expect(wrapperOf().wrap(key, place)).rejects.toThrow(sentence);
    await expect(wrapperOf().unwrap({ wrapped: "vault:v1:AA", masterKeyId: "" }, place)).rejects.toThrow(
      sentence,
    );
  });

  it.each<[string, () => Own | Promise<Own>, string]>([
    ["a wrong token", () => ({ token: "wrong" }), "VAULT_TOKEN may not do this"],
    ["a transit key that isn't there", () => ({ key: "other" }), "answered 404 at transit/encrypt/other"],
    ["another CA", async () => ({ ca: (await testCertificate()).certificate }), "See VAULT_CACERT"],
    ["an address that is not allowed", () => ({ allow: "" }), "Vault can't be reached (EGRESS_REFUSED)"],
  ])("for %s", async (_what, own, sentence) => {
    await expect(wrapperOf(await own()).wrap(key, place)).rejects.toThrow(sentence);
  });

  it("when it doesn't answer in time, or not at all", async () => {
    vault.fail = "silence";
    await expect(wrapperOf({ timeoutMs: 200 }).wrap(key, place)).rejects.toThrow(
      "did not answer within 200 ms",
    );
    await vault.stop();
    await expect(wrapperOf().wrap(key, place)).rejects.toThrow("Vault can't be reached (ECONNREFUSED)");
  });
});
