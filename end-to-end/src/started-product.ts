import { randomBytes } from "node:crypto";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProduct } from "@zerq/test-kit/product";
import { secretRegistry } from "@zerq/test-kit/secret-registry";
import { openTemporaryFolder } from "@zerq/test-kit/temporary-folder";
import type { TestProject } from "vitest/node";
import { RUN_FILES } from "./run-files.ts";
import { startTraceCollector } from "./trace-collector.ts";

/** Starts the whole product once, as `npm start` does, in a folder and on ports of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = openTemporaryFolder();
  const dataDirectory = mkdtempSync(join(tmpdir(), "zerq-product-"));
  const collector = await startTraceCollector(join(dataDirectory, RUN_FILES.traces));
  const product = await startProduct({
    dataDirectory,
    env: {
      ...gatewaySecrets(dataDirectory),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      // Whatever a log can say, since all of it is searched for secrets at the end.
      LOG_LEVEL: "debug",
    },
    log: (line) => {
      appendFileSync(join(dataDirectory, RUN_FILES.launcher), `${line}\n`, { mode: 0o600 });
      console.log(`  ${line}`);
    },
  });
  project.provide("dev", product.dev);
  project.provide("launcherPid", product.pid);
  project.provide("dataDirectory", dataDirectory);
  return async () => {
    await product.stop();
    await collector.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
    folder.remove();
  };
}

/** What `$NAME` of credentials and header rules resolves to on the gateway, and nowhere else. */
function gatewaySecrets(dataDirectory: string): Record<string, string> {
  const registry = secretRegistry(join(dataDirectory, RUN_FILES.secrets));
  const names = ["E2E_CREDENTIAL_KEY", "E2E_HEADER_VALUE"];
  const value = (name: string) => registry.add(`$${name}`, randomBytes(24).toString("base64url"));
  return Object.fromEntries(names.map((name) => [name, value(name)]));
}

declare module "vitest" {
  interface ProvidedContext {
    dev: import("@zerq/test-kit/product").DevJson;
    launcherPid: number;
    dataDirectory: string;
  }
}
