import { describe, expect, it } from "vitest";
import type { Paint } from "./paint.ts";
import { hasChanges, type Report, renderChanges } from "./render-changes.ts";

const plain: Paint = (_colour, text) => text;
const named: Paint = (colour, text) => `<${colour}>${text}`;
const change = (own: Partial<Report["changes"][number]>): Report["changes"][number] => ({
  kind: "policies",
  key: "gold",
  action: "unchanged",
  fields: [],
  widenings: [],
  heldBack: [],
  foreign: null,
  cascade: [],
  ...own,
});
const report = (...changes: Report["changes"]): Report => ({
  baseVersion: 1,
  changes,
  summary: { create: 0, update: 1, delete: 0, unchanged: 1 },
});

describe("a report of changes", () => {
  it("shows what changes, field by field, and counts the rest", () => {
    const told = report(
      change({ key: "same" }),
      change({
        action: "update",
        fields: [{ path: "rateLimit.max", before: 1, after: 2 }],
        widenings: [
          { code: "limit_raised", path: "rateLimit", message: "allows more requests" },
          { code: "gives_requests", message: "leaves requests to the collection wide: /a" },
        ],
        heldBack: [{ path: "active", message: "stays so" }],
        foreign: "git",
      }),
      change({
        kind: "clients",
        action: "delete",
        fields: [{ path: "name", before: "x" }],
        cascade: ["batch"],
      }),
    );
    expect(renderChanges(told, plain).split("\n")).toEqual([
      "~ policies gold",
      "    - rateLimit.max: 1",
      "    + rateLimit.max: 2",
      "    ! rateLimit allows more requests",
      "    ! leaves requests to the collection wide: /a",
      "    # active stays so (--reactivate)",
      "    ! is kept by git (--force)",
      "- clients gold",
      "    - with it: batch",
      "0 to create, 1 to update, 0 to delete, 1 unchanged",
    ]);
    expect(hasChanges(told)).toBe(true);
  });

  it("is coloured by what happens", () => {
    expect(renderChanges(report(change({ action: "create" })), named)).toContain("<green>+ policies gold");
    expect(renderChanges(report(change({ action: "delete" })), named)).toContain("<red>- policies gold");
  });

  it("tells of what is held back although nothing changes", () => {
    const held = report(change({ heldBack: [{ path: "active", message: "stays so" }] }));
    expect(renderChanges(held, plain)).toContain("= policies gold");
    expect(hasChanges(held)).toBe(false);
  });
});
