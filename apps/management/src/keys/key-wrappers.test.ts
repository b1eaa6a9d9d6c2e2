import { createEgressGuard } from "@zerq/egress/guard";
import { testKeys } from "@zerq/test-kit/keys";
import { describe, expect, it } from "vitest";
import { testSettings } from "../../test/test-settings.ts";
import { keyWrappers } from "./key-wrappers.ts";

const stores = { MONGODB_URI: "mongodb://a/b", REDIS_URL: "redis://a", OIDC_ISSUER: "https://id.example" };
const vault = { VAULT_ADDR: "https://vault.example:8200", VAULT_TOKEN: "t", VAULT_TRANSIT_KEY: "own" };
const named = (own: Record<string, string>, allow = "") => {
  const { current, previous } = keyWrappers(
    testSettings({ ...stores, ...own }),
    createEgressGuard({ allow }),
  );
  return [current.name, previous.map(({ name }) => name)];
};
const master = expect.stringMatching(/^[0-9a-f]{16}$/);

describe("the providers that the settings name", () => {
  it("are ENCRYPTION_KEY, and what is previous only opens", () => {
    expect(named({})).toEqual([master, []]);
    const earlier = testKeys().SNAPSHOT_KEY;
    expect(named({ ENCRYPTION_KEYS_PREVIOUS: earlier })).toEqual([master, [master]]);
  });

  it("are Vault first or second, by KEY_PROVIDER, so that one can take over from the other", () => {
    expect(named({ ...vault, KEY_PROVIDER: "vault" })).toEqual(["vault:transit/own", [master]]);
    expect(named({ ...vault, KEY_PROVIDER: "vault", ENCRYPTION_KEY: "" })).toEqual(["vault:transit/own", []]);
    expect(named(vault)).toEqual([master, ["vault:transit/own"]]);
  });

  it.each([
    ["https://10.1.2.3:8200", "10.1.2.3:8200 may not be called. If it should be, set EGRESS_ALLOW"],
    ["https://169.254.169.254", "169.254.169.254 can never be called"],
  ])("are refused at %s", (address, sentence) => {
    expect(() => named({ ...vault, VAULT_ADDR: address })).toThrow(`VAULT_ADDR: ${sentence}`);
  });

  it("may be inside the network where EGRESS_ALLOW says so", () => {
    expect(named({ ...vault, VAULT_ADDR: "https://10.1.2.3:8200" }, "10.1.2.3:8200")).toEqual([
      master,
      ["vault:transit/own"],
    ]);
  });
});
