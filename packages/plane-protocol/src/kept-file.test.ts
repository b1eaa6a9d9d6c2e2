import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomKey } from "@zerq/crypto/secret-key";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KeptFile, type KeptFileOptions } from "./kept-file.ts";
import type { KeptRecord } from "./kept-records.ts";

const key = randomKey();
const records: KeptRecord[] = [
  { kind: "full", text: "everything, with ümlauts" },
  { kind: "delta", text: "one more" },
  { kind: "head", text: "the head" },
];
let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "zerq-kept-"));
  path = join(directory, "new", "config");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function file(options: Partial<KeptFileOptions> = {}): KeptFile {
  return new KeptFile({ path, keys: [key], deployment: "d", audience: "gateway:default", ...options });
}

describe("a kept file", () => {
  it("gives back in order what was written and added, shows nothing of it, and is its owner's alone", async () => {
    const written = file();
    await written.replace(records.slice(0, 1));
    await written.append(records.slice(1, 2));
    await written.append(records.slice(2));
    await written.close();
    expect(await file().read()).toEqual(records);
    expect(readFileSync(path, "latin1")).not.toMatch(/everything|one more|head/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(directory, "new"))).toEqual(["config"]);
  });

  it("is empty where there is none, and begins with the first record", async () => {
    expect(await file().read()).toEqual([]);
    const begun = file();
    await begun.append(records);
    await begun.close();
    expect(await file().read()).toEqual(records);
  });

  it("goes on behind the last whole record after a crash in the middle of a write", async () => {
    const written = file();
    await written.replace(records);
    const whole = statSync(path).size;
    await written.append([{ kind: "delta", text: "half written, and longer than what comes after it" }]);
    await written.close();
    truncateSync(path, whole + 30);
    const again = file();
    expect(await again.read()).toEqual(records);
    await again.append([{ kind: "delta", text: "x" }]);
    await again.close();
    expect(await file().read()).toEqual([...records, { kind: "delta", text: "x" }]);
  });

  it("that can't be written anew stays as it was", async () => {
    const written = file();
    await written.replace(records);
    const before = readFileSync(path);
    // Where the new one would be made first.
    mkdirSync(`${path}.${process.pid}.tmp`);
    await expect(written.replace([...records, { kind: "delta", text: "new" }])).rejects.toThrow(/EISDIR/);
    expect(readFileSync(path)).toEqual(before);
    expect(await file().read()).toEqual(records);
  });

  it("opens under a second key, and is sealed under the first", async () => {
    await file().replace(records);
    const next = randomKey();
    const both = file({ keys: [next, key] });
    await both.renew(await both.read());
    await both.append([{ kind: "delta", text: "later" }]);
    await both.close();
    expect(await file({ keys: [next] }).read()).toEqual([...records, { kind: "delta", text: "later" }]);
    await expect(file().read()).rejects.toThrow(/altered, or belongs to another/);
  });

  it("that is under the first key already is not written again", async () => {
    await file().replace(records);
    const { ino } = statSync(path);
    const both = file({ keys: [key, randomKey()] });
    await both.renew(await both.read());
    expect(statSync(path).ino).toBe(ino);
  });

  it.each<[string, Partial<KeptFileOptions>]>([
    ["key", { keys: [randomKey()] }],
    ["deployment", { deployment: "other" }],
    ["group", { audience: "gateway:dmz" }],
  ])("of another %s is refused", async (_what, options) => {
    await file(options).replace(records);
    await expect(file().read()).rejects.toThrow(/altered, or belongs to another/);
  });

  it("is refused when any byte of a record or of its id was altered", async () => {
    await file().replace(records);
    const bytes = readFileSync(path);
    // Behind the file's beginning, the four bytes of a length may turn what follows into a part that was never finished.
    for (let at = 0; at < bytes.length; at += 7) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      writeFileSync(path, altered);
      const read = await file()
        .read()
        .catch((error: Error) => error);
      if (read instanceof Error) expect(read.message).toMatch(/kept config/);
      else expect(read).toEqual(records.slice(0, read.length));
      expect(read).not.toEqual(records);
    }
  });

  it("is refused when a record was moved, left out, or taken from another file", async () => {
    const one = file();
    await one.replace(records.slice(0, 1));
    const cuts = [0, statSync(path).size];
    await one.append(records.slice(1, 2));
    cuts.push(statSync(path).size);
    await one.append(records.slice(2));
    await one.close();
    const bytes = readFileSync(path);
    const [, second = 0, third = 0] = cuts;
    for (const parts of [
      [bytes.subarray(0, second), bytes.subarray(third)],
      [bytes.subarray(0, second), bytes.subarray(third), bytes.subarray(second, third)],
    ]) {
      writeFileSync(path, Buffer.concat(parts));
      await expect(file().read()).rejects.toThrow(/record 1/);
    }
    await file().replace(records.slice(0, 1));
    writeFileSync(path, Buffer.concat([readFileSync(path), bytes.subarray(second, third)]));
    await expect(file().read()).rejects.toThrow(/record 1/);
  });

  it.each(["", "zerq", "zerq-config-2\n0123456789abcdef01234567", "\0".repeat(100)])(
    "that is something else is refused: %j",
    async (text) => {
      await file().replace(records);
      writeFileSync(path, text);
      await expect(file().read()).rejects.toThrow("the kept config: malformed");
    },
  );
});
