import { startProduct } from "@zerq/test-kit/product";
import { openTemporaryFolder } from "@zerq/test-kit/temporary-folder";
import type { TestProject } from "vitest/node";

/** Starts the whole product once, as `npm start` does, in a folder and on ports of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = openTemporaryFolder();
  const product = await startProduct({ log: (line) => console.log(`  ${line}`) });
  project.provide("dev", product.dev);
  project.provide("launcherPid", product.pid);
  project.provide("dataDirectory", product.dataDirectory);
  return async () => {
    await product.stop();
    folder.remove();
  };
}

declare module "vitest" {
  interface ProvidedContext {
    dev: import("@zerq/test-kit/product").DevJson;
    launcherPid: number;
    dataDirectory: string;
  }
}
