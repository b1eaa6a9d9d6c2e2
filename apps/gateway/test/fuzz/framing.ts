import { parseArgs } from "node:util";
import { runFraming } from "./run-framing.ts";

// Generated requests against the gateway, and what upstreams have understood of them; `npm run fuzz` runs it:
//   node --conditions=zerq-source apps/gateway/test/fuzz/framing.ts --requests 200000 --from 1
// Ends with 1 when there is a single problem. A seed makes the same bytes again: --from <seed> --requests 1.

const { values } = parseArgs({
  options: { requests: { type: "string", default: "200000" }, from: { type: "string", default: "1" } },
});
const started = performance.now();
const result = await runFraming({
  requests: Number(values.requests),
  firstSeed: Number(values.from),
  onProgress: (done, problems) => console.log(`${done} requests, ${problems} problems`),
});
for (const problem of result.problems) console.log(`PROBLEM ${problem}`);
const seconds = ((performance.now() - started) / 1_000).toFixed(0);
for (const [name, { sent, forwarded, refused }] of Object.entries(result.upstreams))
  console.log(
    `${name}: ${sent} generated requests, ${forwarded} forwarded, ${refused} connections refused as a whole`,
  );
console.log(`seeds ${values.from} to ${result.lastSeed} in ${seconds} s: ${result.problems.length} problems`);
process.exit(result.problems.length === 0 ? 0 : 1);
