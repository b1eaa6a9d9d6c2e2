import { inspect } from "node:util";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { createEnvironmentWrapper } from "./environment-wrapper.ts";
import { KeyRing } from "./key-ring.ts";
import type { KeyWrappers } from "./key-wrapper.ts";
import { SealError } from "./sealed-value.ts";
import { randomKey } from "./secret-key.ts";
import { keyPurposes, newWrappedKey, type WrappedKey, WrongMasterKeyError } from "./wrapped-key.ts";

const master = randomKey();
const field = ["deployment", "credentials", "id", "apiKey"];
const free = () => undefined;
const under = (...[current, ...previous]: [typeof master, ...(typeof master)[]]): KeyWrappers => ({
  current: createEnvironmentWrapper(current),
  previous: previous.map(createEnvironmentWrapper),
});
const open = (records: readonly WrappedKey[], wrappers = under(master)) =>
  KeyRing.open(records, wrappers, free);

let records: WrappedKey[];
beforeAll(async () => {
  const wrapper = createEnvironmentWrapper(master);
  records = await Promise.all(keyPurposes.map((purpose) => newWrappedKey(purpose, wrapper, true)));
});

describe("the key ring", () => {
  it("decrypts what it encrypted, for the same field only", async () => {
    const ring = await open(records);
    const stored = ring.encryptField("a secret", field);
    expect(stored.ct).not.toContain("a secret");
    expect(ring.decryptField(stored, field).reveal()).toBe("a secret");
    expect(() => ring.decryptField(stored, [...field.slice(0, 3), "password"])).toThrow(SealError);
    expect(() => ring.decryptField({ ...stored, keyId: "unknown" }, field)).toThrow(SealError);
  });

  it("names the place of what doesn't open", async () => {
    const ring = await open(records);
    const stored = ring.encryptField("a secret", field);
    const cut = { ...stored, ct: stored.ct.slice(0, -4) };
    expect(() => ring.decryptField(cut, field)).toThrow("deployment/credentials/id/apiKey");
  });

  it("refuses a key of another purpose for a field", async () => {
    const ring = await open(records);
    const stored = ring.encryptField("a secret", field);
    const pepper = ring.active("token-pepper").id;
    expect(() => ring.decryptField({ ...stored, keyId: pepper }, field)).toThrow(SealError);
  });

  it("opens with a previous master key beside a new one", async () => {
    const next = randomKey();
    const added = await newWrappedKey("data", createEnvironmentWrapper(next), false);
    const ring = await open([...records, added], under(next, master));
    expect(ring.key("token-pepper").equals((await open(records)).key("token-pepper"))).toBe(true);
    expect(ring.all("data").map(({ id }) => id)).toContain(added._id);
  });

  it("names ENCRYPTION_KEY when the master key is wrong", async () => {
    await expect(open(records, under(randomKey()))).rejects.toThrow(WrongMasterKeyError);
    await expect(open(records, under(randomKey()))).rejects.toThrow(/ENCRYPTION_KEY/);
  });

  it("notices a wrapped key moved to another purpose, cut, or put under another id", async () => {
    const moved = records.map((record) => ({ ...record, purpose: "data" as const }));
    await expect(open(moved)).rejects.toThrow(WrongMasterKeyError);
    const cut = records.map((record) => ({ ...record, wrapped: record.wrapped.slice(0, -3) }));
    await expect(open(cut)).rejects.toThrow(WrongMasterKeyError);
    const renamed = records.map((record) => ({ ...record, _id: "0".repeat(24) }));
    await expect(open(renamed)).rejects.toThrow(`key ${"0".repeat(24)}`);
  });

  it("says when a purpose has no key", async () => {
    const ring = await open([]);
    expect(() => ring.key("data")).toThrow("there is no active data key");
  });

  it("shows no key bytes when it is printed", async () => {
    const bytes = master.export();
    const text = inspect(await open(records), { depth: 9, showHidden: true }) + inspect(master);
    expect(text).not.toContain(bytes.toString("hex"));
    expect(text).not.toContain(bytes.toString("base64"));
  });
});

describe("a ring that is brought up to date", () => {
  it("writes under the new key, and reads what the old one wrote", async () => {
    const ring = await open(records);
    const before = ring.encryptField("before", field);
    const next = await newWrappedKey("data", createEnvironmentWrapper(master), true);
    await ring.update([
      ...records.map((record) => (record.purpose === "data" ? { ...record, active: false } : record)),
      next,
    ]);
    expect(ring.encryptField("after", field).keyId).toBe(next._id);
    expect(ring.decryptField(before, field).reveal()).toBe("before");
    expect(ring.all("data").map(({ id }) => id)).toEqual([before.keyId, next._id]);
  });

  it("can read a key that it has learnt, and doesn't write under it", async () => {
    const ring = await open(records);
    const next = await newWrappedKey("data", createEnvironmentWrapper(master), true);
    await ring.learn([next]);
    expect(ring.ids()).toContain(next._id);
    expect(ring.activeIds()).not.toContain(next._id);
  });

  it("keeps what it has when a new key opens with nothing", async () => {
    const ring = await open(records);
    const foreign = await newWrappedKey("data", createEnvironmentWrapper(randomKey()), true);
    await expect(ring.update([...records, foreign])).rejects.toThrow(WrongMasterKeyError);
    expect(ring.activeIds()).not.toContain(foreign._id);
  });
});

describe("uses of a key", () => {
  it("are counted one for each message, and none for what is opened", async () => {
    const spend = vi.fn();
    const ring = await KeyRing.open(records, under(master), spend);
    const stored = ring.encryptField("a", field);
    ring.decryptField(stored, field);
    ring.sealingKey("session");
    expect(spend.mock.calls).toEqual([[ring.active("data").id], [ring.active("session").id]]);
  });

  it("end when there are no more", async () => {
    const ring = await KeyRing.open(records, under(master), () => {
      throw new Error("used up");
    });
    expect(() => ring.encryptField("a", field)).toThrow("used up");
  });
});
