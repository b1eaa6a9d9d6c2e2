// `npm run bench -- propagation`: how long a change takes to its effect, over 200 changes one after another. First from the
// change log to followers in other processes, then over HTTP through the running product to every worker of the gateway.
import { startProduct } from "@zerq/test-kit/product";
import { measureChangeLog } from "./propagation-change-log.ts";
import { measureProduct } from "./propagation-product.ts";
import { propagationRows, propagationTable } from "./propagation-table.ts";
import { writeResult } from "./write-result.ts";

const CHANGES = Number(process.env.BENCH_CHANGES ?? 200);

console.log(`${CHANGES} changes through the change log …`);
const rows = propagationRows("change log, 2 followers", await measureChangeLog(CHANGES));
console.log("starting the product …");
const product = await startProduct();
try {
  console.log(`${CHANGES} changes over HTTP …`);
  rows.push(...propagationRows("product, all gateway workers", await measureProduct(product.dev, CHANGES)));
} finally {
  await product.stop();
}
const table = `${propagationTable(rows)}\n\n${CHANGES} changes, one after another, on the embedded servers.`;
console.log(`\n${table}\n\nwritten to ${writeResult("propagation", { changes: CHANGES, rows }, table)}`);
