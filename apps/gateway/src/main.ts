import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// As it is built, it keeps what V8 has compiled for the next start, beside the code: whoever can write there could change the
// code itself. Where nothing may be written, nothing is kept. From sources every edit would leave something behind.
if (import.meta.url.endsWith(".js"))
  enableCompileCache(fileURLToPath(new URL("../.compile-cache", import.meta.url)));

// Not before: what is imported above would be compiled anew with each start.
await import("./run-process.ts");
