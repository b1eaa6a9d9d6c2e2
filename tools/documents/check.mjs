// The documents say what is true: generated ones equal their source, every path that one names exists, every test that
// docs/config-conformance.md names is in its file, every command is one that package.json has. `--write` brings the generated ones up to date.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { generatedDocuments } from "./generated.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const write = process.argv.includes("--write");
const problems = [];

for (const [path, text] of Object.entries(await generatedDocuments())) {
  const file = join(root, path);
  const current = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (current === text) continue;
  if (write) writeFileSync(file, text);
  else problems.push(`${path} is not what its source gives; run: npm run check -- --write-documents`);
}

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
for (const file of markdownFiles(root)) {
  const text = readFileSync(file, "utf8");
  const name = relative(root, file);
  for (const path of namedPaths(text)) {
    if (!existsSync(join(root, path)) && !existsSync(join(dirname(file), path)))
      problems.push(`${name} names ${path}, which does not exist`);
  }
  for (const [, script] of text.matchAll(/npm run (?:-s )?([a-z][a-z:-]*)/g)) {
    if (scripts[script] === undefined)
      problems.push(`${name} names \`npm run ${script}\`, which package.json does not have`);
  }
}

for (const [path, title] of namedTests(readFileSync(join(root, "docs/config-conformance.md"), "utf8"))) {
  if (existsSync(join(root, path)) && !readFileSync(join(root, path), "utf8").includes(title))
    problems.push(`docs/config-conformance.md names the test "${title}", which ${path} does not have`);
}

for (const problem of problems) console.error(`  ${problem}`);
console.log(`documents: ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** README and CONTRIBUTING at the root, and everything under docs/. */
function markdownFiles(directory) {
  const docs = readdirSync(join(directory, "docs"), { recursive: true }).map((path) =>
    join(directory, "docs", path),
  );
  return [join(directory, "README.md"), join(directory, "CONTRIBUTING.md"), ...docs].filter((f) =>
    f.endsWith(".md"),
  );
}

/** Rows of three cells, the second a file and the third a test's title or its beginning. */
function namedTests(text) {
  return [...text.matchAll(/^\|[^|]+\| `([^`|]+\.test\.ts)` \| ([^|]+) \|$/gm)].map(([, path, title]) => [
    path,
    title.trim(),
  ]);
}

/** Targets of relative links, and backticked paths below a folder of the project (without `*`, `<` or `…`). */
function namedPaths(text) {
  const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1]);
  const folders = "apps|packages|docs|tools|bench|infra|end-to-end|src";
  const quoted = [...text.matchAll(new RegExp(`\`((?:${folders})/[A-Za-z0-9_./-]+)\``, "g"))].map(
    (match) => match[1],
  );
  return [...links, ...quoted.filter((path) => !path.startsWith("src/"))];
}
