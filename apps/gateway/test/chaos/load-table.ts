import { runTable } from "../limits/steady-load.ts";

// The table of docs/limits.md, with the limit that is too large for `npm test`:
//   node --conditions=zerq-source apps/gateway/test/chaos/load-table.ts

const { table } = await runTable([10, 100, 1_000, 100_000]);
console.log(table);
