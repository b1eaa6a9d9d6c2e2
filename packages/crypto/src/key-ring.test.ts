import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { KeyRing, keyPurposes, WrongMasterKeyError } from "./key-ring.ts";
import { SealError } from "./sealed-value.ts";
import { randomKey } from "./secret-key.ts";

const master = randomKey();
const records = keyPurposes.map((purpose) => KeyRing.newRecord(purpose, master));
const field = ["deployment", "credentials", "id", "apiKey"];

describe("the key ring", () => {
  it("decrypts what it encrypted, for the same field only", () => {
    const ring = KeyRing.open(records, master);
    const stored = ring.encryptField("a secret", field);
    expect(stored.ct).not.toContain("a secret");
    expect(ring.decryptField(stored, field).reveal()).toBe("a secret");
    expect(() => ring.decryptField(stored, [...field.slice(0, 3), "password"])).toThrow(SealError);
    expect(() => ring.decryptField({ ...stored, keyId: "unknown" }, field)).toThrow(SealError);
  });

  it("refuses a key of another purpose for a field", () => {
    const ring = KeyRing.open(records, master);
    const stored = ring.encryptField("a secret", field);
    const pepper = records.find((record) => record.purpose === "token-pepper");
    expect(() => ring.decryptField({ ...stored, keyId: pepper?._id ?? "" }, field)).toThrow(SealError);
  });

  it("opens with a previous master key beside a new one", () => {
    const ring = KeyRing.open([...records, KeyRing.newRecord("data", randomKeyBeside)], randomKeyBeside, [
      master,
    ]);
    expect(ring.key("token-pepper").equals(KeyRing.open(records, master).key("token-pepper"))).toBe(true);
  });
  const randomKeyBeside = randomKey();

  it("names ENCRYPTION_KEY when the master key is wrong", () => {
    expect(() => KeyRing.open(records, randomKey())).toThrow(WrongMasterKeyError);
    expect(() => KeyRing.open(records, randomKey())).toThrow(/ENCRYPTION_KEY/);
  });

  it("notices a wrapped key moved to another purpose", () => {
    const moved = records.map((record) => ({ ...record, purpose: "data" as const }));
    expect(() => KeyRing.open(moved, master)).toThrow(WrongMasterKeyError);
  });

  it("says when a purpose has no key", () => {
    expect(() => KeyRing.open([], master).key("data")).toThrow("there is no active data key");
  });

  it("shows no key bytes when it is printed", () => {
    const bytes = master.export();
    const text = inspect(KeyRing.open(records, master), { depth: 9, showHidden: true }) + inspect(master);
    expect(text).not.toContain(bytes.toString("hex"));
    expect(text).not.toContain(bytes.toString("base64"));
  });
});
