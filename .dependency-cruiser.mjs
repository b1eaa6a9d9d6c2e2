// Who may import whom. The layering is docs/adr/0002-layout-and-layers.md; each third-party library that touches
// the network, storage or signatures has one home, so that it can be replaced there.

/** Matches a package of node_modules, whether it was resolved or not. */
const npm = (...names) => `(^|node_modules/)(${names.join("|")})(/|$)`;
const test = "[.]test[.]tsx?$|/test/|^end-to-end/|^bench/|^packages/(test-kit|dev-stack)/";

/** Only files that match `home` (and tests) may import the library. */
const oneHome = (name, library, home) => ({
  name,
  severity: "error",
  from: { pathNot: [home, test] },
  to: { path: library, dependencyTypesNot: ["type-only"] },
});

/** `from` may import no workspace package but those listed. */
const layer = (from, allowed) => ({
  name: `layer-${from.replace(/[^a-z-]/g, "-")}`,
  severity: "error",
  from: { path: `^packages/(${from})/src`, pathNot: test },
  to: {
    path: "^(packages|apps)/",
    pathNot: [`^packages/(${from})/`, ...allowed.map((p) => `^packages/${p}`)],
  },
});

const secretType = "logging/src/secret[.]ts$";

export default {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "resolves", severity: "error", from: {}, to: { couldNotResolve: true, pathNot: "^virtual:" } },
    { name: "packages-below-apps", severity: "error", from: { path: "^packages/" }, to: { path: "^apps/" } },
    {
      name: "apps-share-no-code",
      severity: "error",
      from: { path: "^apps/([^/]+)/" },
      to: { path: "^apps/", pathNot: "^apps/$1/" },
    },
    layer("errors", []),
    layer("logging", ["errors/"]),
    layer("json", ["errors/"]),
    layer("env", ["errors/", secretType]),
    layer("crypto", ["errors/", secretType]),
    layer("plane-protocol|auth|egress", ["crypto/", "errors/", secretType]),
    layer("service", ["crypto/", "errors/", "plane-protocol/", secretType]),
    layer("openapi", ["errors/", "json/", "plane-protocol/"]),
    layer("api-client|ui", []),
    {
      name: "development-stack-is-for-development",
      severity: "error",
      from: { path: "^(apps|packages)/", pathNot: test },
      to: { path: "^packages/(dev-stack|test-kit)/" },
    },
    {
      name: "gateway-has-no-database",
      severity: "error",
      from: { path: "^apps/(gateway|portal|portal-web|console|cli)/", pathNot: test },
      to: { path: npm("mongoose", "mongodb", "bullmq") },
    },
    {
      name: "ui-is-not-imported-by-services",
      severity: "error",
      from: { path: "^apps/(gateway|management|portal|cli)/" },
      to: { path: npm("react", "react-dom", "@mantine") },
    },
    oneHome("one-home-http-proxy", npm("http-proxy"), "^apps/gateway/src/upstream/"),
    oneHome("one-home-undici", npm("undici"), "^packages/egress/"),
    oneHome("one-home-ioredis", npm("ioredis"), "^packages/service/src/redis[.]ts$"),
    oneHome("one-home-jwt", npm("jsonwebtoken", "jose"), "^packages/auth/"),
    oneHome("one-home-keycloak", npm("keycloak-connect"), "^apps/management/src/auth/keycloak[.]ts$"),
    oneHome("one-home-certificate-paths", npm("pkijs", "asn1js"), "^packages/auth/src/certificates/"),
    oneHome("one-home-json-schema", npm("ajv", "re2js"), "^packages/json/"),
    oneHome("one-home-yaml", npm("yaml"), "^packages/json/"),
    oneHome("one-home-winston", npm("winston"), "^packages/logging/src/logger[.]ts$"),
    oneHome("one-home-bullmq", npm("bullmq"), "^apps/management/src/jobs/"),
    oneHome("one-home-oidc-client", npm("openid-client"), "^apps/management/src/session/"),
    oneHome(
      "mongoose-in-models",
      npm("mongoose"),
      "^apps/management/src/(database/|.*[.]model[.]ts$|changes/|audit/|publishing/|keys/|logs/|quotas/|config/|resources/|portal-calls/|session/|http/idempotency)",
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|generated|\\.zerq)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: new URL("tsconfig.base.json", import.meta.url).pathname },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["zerq-source", "import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json", ".css"],
    },
  },
};
