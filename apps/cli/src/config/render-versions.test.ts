import { describe, expect, it } from "vitest";
import type { Paint } from "./paint.ts";
import { renderVersion, renderVersionDiff, renderVersions } from "./render-versions.ts";

const plain: Paint = (_colour, text) => text;
const time = "2031-05-04T10:00:00.000Z";
const actor = { subject: "s1", name: "Someone" };
const version = {
  version: 7,
  time,
  actor,
  action: "policy.update",
  resource: { type: "policy", id: "1", key: "gold" },
  changeId: "c1",
  auditSequence: 9,
};

describe("versions for people", () => {
  it("are lines of a table", () => {
    const long = { ...version, version: 10_000, actor: { ...actor, name: "X" }, reason: "TICKET-1" };
    expect(renderVersions([long, version]).split("\n")).toEqual([
      "VERSION  TIME                      ACTOR    ACTION         KEY   REASON",
      `10000    ${time}  X        policy.update  gold  TICKET-1`,
      `7        ${time}  Someone  policy.update  gold`,
    ]);
  });

  it("say who and why, and which audit entries", () => {
    const one = renderVersion({ ...version, lastAuditSequence: 9 });
    expect(one).toMatch(/^Version {2}7\n.*Someone \(s1\).*Reason {3}none given\n.*Audit {4}9$/s);
    const many = renderVersion({ ...version, lastAuditSequence: 12, reason: "TICKET-1" });
    expect(many).toMatch(/Reason {3}TICKET-1\n.*Audit {4}9 to 12$/s);
  });

  it("differ field by field, and by those who made them", () => {
    const diff = {
      from: 6,
      to: 7,
      changes: [
        {
          kind: "policies",
          key: "gold",
          id: "1",
          action: "update" as const,
          fields: [{ path: "rateLimit.max", before: 1, after: 2 }],
        },
        {
          kind: "clients",
          key: "acme",
          id: "2",
          action: "delete" as const,
          fields: [{ path: "name", before: "Acme" }],
        },
      ],
      summary: { create: 0, update: 1, delete: 1 },
      entries: 2,
      versions: [{ version: 7, time, actor, action: "config.apply", reason: "TICKET-1" }],
    };
    expect(renderVersionDiff(diff, plain).split("\n")).toEqual([
      "~ policies gold",
      "    - rateLimit.max: 1",
      "    + rateLimit.max: 2",
      "- clients acme",
      "From version 6 to 7: 0 added, 1 changed, 1 removed",
      `  7  ${time}  Someone  config.apply  TICKET-1`,
    ]);
    const none = { ...diff, changes: [], versions: [], summary: { create: 0, update: 0, delete: 0 } };
    expect(renderVersionDiff(none, plain)).toBe("From version 6 to 7: 0 added, 0 changed, 0 removed");
  });
});
