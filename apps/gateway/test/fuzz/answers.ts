import { parseArgs } from "node:util";
import { runAnswers } from "./run-answers.ts";

// Hostile answers of an upstream, and what callers get of them; `npm run fuzz -- answers` runs it:
//   node --conditions=zerq-source apps/gateway/test/fuzz/answers.ts --cases 20000 --from 1
// Ends with 1 when there is a single problem. A seed makes the same answer again: --from <seed> --cases 1.

const { values } = parseArgs({
  options: { cases: { type: "string", default: "20000" }, from: { type: "string", default: "1" } },
});
const started = performance.now();
const result = await runAnswers({
  cases: Number(values.cases),
  firstSeed: Number(values.from),
  onProgress: (done, problems) => console.log(`${done} cases, ${problems} problems`),
});
for (const problem of result.problems) console.log(`PROBLEM ${problem}`);
const seconds = ((performance.now() - started) / 1_000).toFixed(0);
console.log(
  `${result.cases} answers over ${result.connections} connections in ${seconds} s: ${result.whole} passed on whole, ` +
    `${result.refused} refused (${result.unlucky} for another's answer), ${result.cut} cut off, ` +
    `${result.problems.length} problems`,
);
process.exit(result.problems.length === 0 ? 0 : 1);
