import { AppError } from "@zerq/errors/app-error";
import { describe, expect, it } from "vitest";
import { MAX_REASON, readReason } from "./read-reason.ts";

/** A header's value as node:http hands it over. */
const sent = (text: string) => Buffer.from(text, "utf8").toString("latin1");

describe("the reason of a request", () => {
  it("is read as UTF-8, without the space around it", () => {
    expect(readReason(undefined)).toBeUndefined();
    expect(readReason(sent(" CHG-4711: zurück zum Stand von gestern – 戻す "))).toBe(
      "CHG-4711: zurück zum Stand von gestern – 戻す",
    );
    expect(readReason(sent("ü".repeat(MAX_REASON)))).toHaveLength(MAX_REASON);
  });

  it.each([
    ["nothing", ""],
    ["spaces", "   "],
    ["too much", "x".repeat(MAX_REASON + 1)],
    ["a tab", "a\tb"],
    ["a control character of Latin-1", sent("a\u0085b")],
    ["another line", sent("a\u2028b")],
    ["text that is shown backwards", sent("a\u202eb")],
    ["Latin-1", "zur\xfcck"],
    ["half of a character", "\xe6\x88"],
    ["half of a pair", "\xed\xa0\x80"],
  ])("is refused when it is %s", (_name, header) => {
    expect(() => readReason(header)).toThrow(AppError);
    expect(() => readReason(header)).toThrow(/^X-Change-Reason must /);
  });
});
