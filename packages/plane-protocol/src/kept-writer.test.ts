import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomKey } from "@zerq/crypto/secret-key";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { KeptFile } from "./kept-file.ts";
import type { KeptRecord } from "./kept-records.ts";
import { KeptWriter } from "./kept-writer.ts";

const key = randomKey();
const full: KeptRecord = { kind: "full", text: "all of it" };
let directory: string;
let file: KeptFile;
const problems: string[] = [];
let anew: readonly KeptRecord[] | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "zerq-kept-"));
  file = another();
  problems.length = 0;
  anew = undefined;
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(directory, { recursive: true, force: true });
});

const another = () =>
  new KeptFile({ path: join(directory, "config"), keys: [key], deployment: "d", audience: "portal" });
const writerOf = (target = file) =>
  new KeptWriter({
    file: target,
    readAnew: async () => anew,
    onProblem: (error) => problems.push(String(error)),
  });
const delta = (text: string): KeptRecord => ({ kind: "delta", text });
const take = (writer: KeptWriter, { kind, text }: KeptRecord) => writer.take(kind, text);

describe("whoever writes what is kept", () => {
  it("adds what comes in order, and begins anew with a full snapshot", async () => {
    const writer = writerOf();
    for (const text of ["1", "2", "3"]) take(writer, delta(text));
    await writer.stop();
    expect(await another().read()).toEqual(["1", "2", "3"].map(delta));
    const next = writerOf();
    take(next, delta("4"));
    take(next, full);
    take(next, delta("5"));
    await next.stop();
    expect(await another().read()).toEqual([full, delta("5")]);
  });

  it("keeps a head a minute", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const writer = writerOf();
    for (const at of ["a", "b"]) writer.take("head", at);
    vi.advanceTimersByTime(60_000);
    writer.take("head", "c");
    await writer.stop();
    expect((await another().read()).map(({ text }) => text)).toEqual(["a", "c"]);
  });

  it("writes all of it anew when the file has become long, and leaves it alone when there is nothing to begin with", async () => {
    const writer = writerOf();
    take(writer, full);
    for (let index = 0; index < 2_000; index += 1) take(writer, delta(String(index)));
    await writer.stop();
    expect(await another().read()).toHaveLength(2_001);
    anew = [full, delta("the last")];
    const reader = another();
    await reader.read();
    const next = writerOf(reader);
    take(next, delta("one more"));
    await next.stop();
    expect(await another().read()).toEqual(anew);
  });

  it("adds nothing to a file that it doesn't trust, and heals it as soon as it can", async () => {
    await file.replace([full, delta("doubtful")]);
    const writer = writerOf();
    writer.distrust();
    take(writer, delta("next"));
    await writer.stop();
    expect(await another().read()).toEqual([full, delta("doubtful")]);
    anew = [full, delta("next")];
    const again = writerOf();
    again.distrust();
    take(again, delta("another"));
    await again.stop();
    expect(await another().read()).toEqual(anew);
  });

  it("tells a disk's trouble once, and goes on when it is over", async () => {
    writeFileSync(join(directory, "a-file"), "");
    const blocked = new KeptFile({
      path: join(directory, "a-file", "config"),
      keys: [key],
      deployment: "d",
      audience: "portal",
    });
    const writer = writerOf(blocked);
    take(writer, full);
    await vi.waitFor(() => expect(problems).toHaveLength(1));
    take(writer, full);
    await writer.stop();
    expect(problems).toHaveLength(1);
  });

  it("waits with that for a full snapshot of the other key, and tries again with the next head", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const by = (keyId: string, kind: KeptRecord["kind"]): KeptRecord => ({
      kind,
      text: `{"payload":"{}","alg":"Ed25519","keyId":"${keyId}","sig":"c2ln"}`,
    });
    const writer = writerOf();
    const settled = async () => vi.waitFor(async () => expect(await another().read()).toEqual(kept));
    const kept = [by("aa", "full"), by("bb", "delta"), by("bb", "head")];
    anew = [by("aa", "full")];
    for (const record of kept) take(writer, record);
    await settled();
    vi.advanceTimersByTime(5_000);
    anew = [by("bb", "full")];
    take(writer, by("bb", "head"));
    await writer.stop();
    expect(await another().read()).toEqual(anew);
  });

  it("writes all of it anew once management signs with another key, and leaves it alone after that", async () => {
    const signedBy = (keyId: string, kind: KeptRecord["kind"] = "delta"): KeptRecord => ({
      kind,
      text: `{"payload":"{}","alg":"Ed25519","keyId":"${keyId}","sig":"c2ln"}`,
    });
    const writer = writerOf();
    take(writer, signedBy("aa", "full"));
    take(writer, signedBy("aa"));
    anew = [signedBy("bb", "full")];
    take(writer, signedBy("bb"));
    await writer.stop();
    expect(await another().read()).toEqual(anew);
    const next = another();
    const later = writerOf(next);
    later.begin(await next.read());
    take(later, signedBy("bb"));
    await later.stop();
    expect(await another().read()).toEqual([...anew, signedBy("bb")]);
  });
});
