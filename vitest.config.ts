import { defineConfig } from "vitest/config";

/**
 * Workspace packages are run from their sources, as in development: the same condition as `node --conditions`. `import`
 * must not be among them: vitest hands all of them to Node, where it would count for `require` too.
 */
const conditions = ["zerq-source", "node"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
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
    testTimeout: 90_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    execArgv: ["--conditions=zerq-source"],
    // Vitest would say `production`, and services that tests start would take that for theirs.
    env: { NODE_ENV: "test" },
    // A test that asserts nothing is no test.
    // A poll ends as soon as it succeeds: the patience is for machines that have other work to do.
    expect: { requireAssertions: true, poll: { timeout: 15_000 } },
  },
});
