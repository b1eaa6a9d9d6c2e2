import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { rules } from "./rules.ts";
import { warningCodes } from "./warning.ts";

const page = await readFile(new URL("../../../../../docs/widenings.md", import.meta.url), "utf8");
const codes = [...page.matchAll(/^\| `([a-z_]+)` \|(.*)$/gm)].map(([, code, rest]) => ({ code, rest }));

describe("docs/widenings.md", () => {
  it("has every code once, and no other", () => {
    expect(codes.map(({ code }) => code).toSorted()).toEqual([...warningCodes].toSorted());
  });

  it("names every field that the rules look at", () => {
    const fields = Object.values(rules).flatMap((looks) => Object.keys(looks));
    const named = codes.map(({ rest }) => rest).join(" ");
    const isNamed = (field: string) => {
      const parts = field.split(".");
      return parts.some((_, at) => named.includes(`\`${parts.slice(0, at + 1).join(".")}\``));
    };
    expect(fields.filter((field) => !isNamed(field))).toEqual([]);
  });
});
