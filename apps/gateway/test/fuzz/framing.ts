import { parseArgs } from "node:util";
import { runFraming } from "./run-framing.ts";

// Generated requests against the gateway, and what upstreams have understood of them; `npm run fuzz` runs it:
//   node --conditions=zerq-source apps/gateway/test/fuzz/framing.ts --cases 200000 --from 1
// Ends with 1 when there is a single problem. A seed makes the same bytes again: --from <seed> --cases 1.

const { values } = parseArgs({
  options: { cases: { type: "string", default: "200000" }, from: { type: "string", default: "1" } },
});
const started = performance.now();
const result = await runFraming({
  cases: Number(values.cases),
  firstSeed: Number(values.from),
  onProgress: (done, problems) => console.log(`${done} cases, ${problems} problems`),
});
for (const problem of result.problems) console.log(`PROBLEM ${problem}`);
const seconds = ((performance.now() - started) / 1_000).toFixed(0);
console.log(
  `${result.cases} cases to ${result.upstreams.join(" and ")} in ${seconds} s: ${result.forwarded} requests forwarded, ` +
    `${result.refused} cases refused as a whole, ${result.problems.length} problems`,
);
process.exit(result.problems.length === 0 ? 0 : 1);
