import { randomBytes } from "node:crypto";
import { Secret } from "@zerq/logging/secret";
import { describe, expect, it } from "vitest";
import { previousKeys, refusePresentKey } from "./previous-keys.ts";

const keys = Array.from({ length: 3 }, () => randomBytes(32));
const texts = keys.map((key) => key.toString("base64"));

describe("earlier keys", () => {
  it("are read in order, none or up to two of them", () => {
    expect(previousKeys.parse("")).toEqual([]);
    const read = previousKeys.parse(`${texts[0]}, ${texts[1]}`);
    expect(read.map((key) => key.reveal())).toEqual(keys.slice(0, 2));
  });

  it.each([
    ["too many", texts.join(","), "must be at most 2 keys"],
    ["the same twice", `${texts[0]},${texts[0]}`, "names a key twice"],
    ["a short one", `${texts[0]},c2hvcnQ=`, "is too short"],
    ["a weak one", Buffer.alloc(32, 7).toString("base64"), "is one byte repeated"],
  ])("are refused when there are %s", (_what, text, reason) => {
    const { error } = previousKeys.safeParse(text);
    expect(error?.issues[0]?.message).toContain(reason);
    expect(error?.message).not.toContain(texts[0]);
  });

  it("are refused when the present one is among them", () => {
    const [current, earlier] = keys.map((key) => new Secret(key)) as [Secret<Buffer>, Secret<Buffer>];
    expect(() => refusePresentKey(["A", "B"], current, [earlier])).not.toThrow();
    expect(() => refusePresentKey(["A", "B"], current, [earlier, current])).toThrow("B names the key of A");
  });
});
