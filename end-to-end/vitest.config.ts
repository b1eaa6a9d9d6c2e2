import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** By name, and not by which failed last: kills come after what needs everything alive. */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => a.moduleId.localeCompare(b.moduleId));
  }
}

const conditions = ["zerq-source", "module", "node", "import", "default"];

/** One started product is shared by all files, so they run one after the other; kills come last (file names order them). */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ["zerq-source", "node", "import"] } },
  // The environment in which vitest runs the global set-up.
  environments: { __vitest__: { resolve: { conditions } } },
  test: {
    root: import.meta.dirname,
    include: ["src/**/*.test.ts"],
    globalSetup: ["src/started-product.ts"],
    pool: "forks",
    maxWorkers: 1,
    fileParallelism: false,
    sequence: { sequencer: ByName },
    testTimeout: 120_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
    execArgv: ["--conditions=zerq-source"],
    // Vitest would say `production`, and services that tests start would take that for theirs.
    env: { NODE_ENV: "test" },
    expect: { requireAssertions: true, poll: { timeout: 15_000 } },
  },
});
