// Runs dependency-cruiser over the sources, and makes sure that it sees: zero modules, or silence about the
// deliberate violation in fixture/, is a failure of the checker itself.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const fixture = fileURLToPath(new URL("./fixture/", import.meta.url));
const config = fileURLToPath(new URL("../../.dependency-cruiser.mjs", import.meta.url));
const cruiser = fileURLToPath(
  new URL("../../node_modules/dependency-cruiser/bin/dependency-cruiser.mjs", import.meta.url),
);

/** @returns {{modules: number, violations: {rule: string, from: string, to: string}[]}} */
function cruise(directory, places) {
  const run = spawnSync(process.execPath, [cruiser, "--config", config, "--output-type", "json", ...places], {
    cwd: directory,
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  if (!run.stdout.startsWith("{")) throw new Error(run.stderr || "dependency-cruiser printed nothing");
  const { summary } = JSON.parse(run.stdout);
  return {
    modules: summary.totalCruised,
    violations: summary.violations.map((v) => ({ rule: v.rule.name, from: v.from, to: v.to })),
  };
}

const failures = [];
const project = cruise(root, ["apps", "packages", "end-to-end", "bench"]);
if (project.modules < 50) failures.push(`only ${project.modules} modules seen: the checker reads nothing`);
for (const { rule, from, to } of project.violations) failures.push(`${rule}: ${from} → ${to}`);

const broken = cruise(fixture, ["apps"]);
for (const rule of ["gateway-has-no-database", "mongoose-in-models"]) {
  if (!broken.violations.some((v) => v.rule === rule)) failures.push(`${rule} no longer refuses the fixture`);
}

for (const failure of failures) console.error(`  ${failure}`);
console.log(`import rules: ${project.modules} modules, ${failures.length} problems`);
process.exitCode = failures.length === 0 ? 0 : 1;
