import { defineConfig } from "vitest/config";

/** Workspace packages are run from their sources, as in development: the same condition as `node --conditions`. */
const conditions = ["zerq-source", "module", "node", "import", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ["zerq-source", "node", "import"] } },
  // The environment in which vitest runs the global set-up.
  environments: { __vitest__: { resolve: { conditions } } },
  test: {
    include: [
      "apps/**/*.test.{ts,tsx}",
      "packages/**/*.test.{ts,tsx}",
      "bench/**/*.test.ts",
      "tools/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/dist/**"],
    globalSetup: ["packages/test-kit/src/vitest-global-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    execArgv: ["--conditions=zerq-source"],
    // A test that asserts nothing is no test.
    expect: { requireAssertions: true },
  },
});
