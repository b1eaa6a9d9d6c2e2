import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { openDataFolder } from "./data-folder.ts";
import { buildWebInterfaces } from "./web-builds.ts";

/** Stands in for vite, which has no small project here: writes what the source says, or fails. */
const bundler = `
const { readFileSync, mkdirSync, writeFileSync } = require("node:fs");
const source = readFileSync("src/main.tsx", "utf8");
if (source === "broken") { console.error("the reason"); process.exit(1); }
const out = process.argv[process.argv.indexOf("--outDir") + 1];
mkdirSync(out, { recursive: true });
writeFileSync(out + "/index.html", source);
`;
let root: string;
let lines: string[];
const write = (path: string, content: string) => {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), content);
};
const build = async () => {
  lines = [];
  await buildWebInterfaces(root, openDataFolder(join(root, "data")), process.env, (line) => lines.push(line));
  return readFileSync(join(root, "apps/console/dist/index.html"), "utf8");
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "zerq-builds-"));
  for (const app of ["apps/console", "apps/portal-web"]) {
    write(`${app}/src/main.tsx`, "first");
    write(`${app}/node_modules/vite/bin/vite.js`, bundler);
  }
  for (const file of [
    "packages/ui/src/page.tsx",
    "packages/api-client/x.ts",
    "pnpm-lock.yaml",
    "tsconfig.base.json",
  ]) {
    write(file, file);
  }
});

it("builds what is missing once, and again when a source has changed", async () => {
  expect(await build()).toBe("first");
  expect(lines).toHaveLength(3);
  await build();
  expect(lines).toEqual([]);
  write("apps/console/src/main.tsx", "second");
  expect(await build()).toBe("second");
  expect(lines[0]).toBe("Building apps/console with vite …");
  write("packages/ui/src/page.tsx", "changed");
  await build();
  expect(lines[0]).toBe("Building apps/console and apps/portal-web with vite …");
});

it("knows its sources by their content, wherever they lie", async () => {
  await build();
  const copy = mkdtempSync(join(tmpdir(), "zerq-builds-copy-"));
  cpSync(root, copy, { recursive: true });
  root = copy;
  await build();
  expect(lines).toEqual([]);
});

it("says why a build failed, and keeps the last good one", async () => {
  await build();
  write("apps/console/src/main.tsx", "broken");
  await expect(build()).rejects.toThrow(/apps\/console could not be built:\n.*the reason/s);
  expect(readFileSync(join(root, "apps/console/dist/index.html"), "utf8")).toBe("first");
  expect(existsSync(join(root, "data/run/build-console.pid"))).toBe(false);
  expect(readdirSync(join(root, "apps/console/node_modules"))).toEqual(["vite"]);
});
