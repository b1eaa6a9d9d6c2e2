import { createSigner, generateSigningKeys, parsePrivateKey } from "@zerq/crypto/signing";
import { describe, expect, it } from "vitest";
import { testSettings } from "../../test/test-settings.ts";
import { followPlaneKeys, openPlaneKeys } from "./plane-keys.ts";

const base = { MONGODB_URI: "mongodb://a/b", REDIS_URL: "redis://a", OIDC_ISSUER: "https://id.example" };
const [present, former] = [generateSigningKeys(), generateSigningKeys()].map(({ privateKey }) => privateKey);
const idOf = (text = "") => createSigner(parsePrivateKey(text)).keyId;
const open = (own: Record<string, string>) =>
  openPlaneKeys(testSettings({ ...base, CONFIG_SIGNING_KEY: present ?? "", ...own }));

describe("the keys that other services know management by", () => {
  it("are the earliest of each setting until somebody says otherwise", () => {
    const { signing } = open({ CONFIG_SIGNING_KEYS_PREVIOUS: former ?? "" });
    expect([signing.usedName, signing.wantedName]).toEqual([idOf(former), idOf(present)]);
    expect(signing.use("0".repeat(16))).toBe(false);
    expect(signing.keyId).toBe(idOf(former));
  });

  it("are those that the head names, and what is to come in the place of one that is given up", () => {
    const lost = "ab".repeat(8);
    const keys = open({ CONFIG_SIGNING_KEYS_PREVIOUS: former ?? "", KEYS_GIVEN_UP: lost });
    const head = { snapshot: keys.snapshot.usedName, portal: keys.portal.usedName };
    followPlaneKeys(keys, { planeKeys: { ...head, signing: idOf(present) } });
    expect(keys.signing.usedName).toBe(idOf(present));
    followPlaneKeys(keys, { planeKeys: { ...head, snapshot: lost, signing: idOf(former) } });
    expect(keys.signing.usedName).toBe(idOf(former));
    // Heads of before there was a name for who signs say nothing of it.
    followPlaneKeys(keys, { planeKeys: head });
    const planeKeys = { ...head, signing: "cd".repeat(8) };
    expect(() => followPlaneKeys(keys, { planeKeys })).toThrow(/not|unavailable/);
  });

  it.each([
    [{ CONFIG_SIGNING_KEYS_PREVIOUS: "nonsense" }, /^CONFIG_SIGNING_KEYS_PREVIOUS is no private key/],
    [{ CONFIG_SIGNING_KEYS_PREVIOUS: `${former},${former}` }, /names a key twice/],
    [{ CONFIG_SIGNING_KEYS_PREVIOUS: `${former},a,b` }, /at most 2/],
    [{ KEYS_GIVEN_UP: "the old one" }, /must be names of keys/],
    [{ KEYS_GIVEN_UP: idOf(present) }, /KEYS_GIVEN_UP names the key of CONFIG_SIGNING_KEY/],
  ])("are refused: %o", (own, message) => {
    expect(() => open(own)).toThrow(message);
  });
});
