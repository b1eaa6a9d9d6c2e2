// The files that are made from sources, as { path: text }. Sources are imported by path, so that the tools need no
// dependency of their own on the packages.
const source = (path) => import(new URL(`../../${path}`, import.meta.url).href);

/** @returns {Promise<Record<string, string>>} */
export async function generatedDocuments() {
  const openApi = await openApiText();
  return {
    "docs/errors.md": (await source("packages/errors/src/document.ts")).renderErrors(),
    "docs/configuration.md": await renderConfiguration(),
    "docs/openapi.json": openApi,
    "docs/config.schema.json": await renderConfigSchema(),
    "packages/api-client/src/generated/management-api.ts": await renderClientTypes(openApi),
  };
}

async function renderConfiguration() {
  const { renderSettings } = await source("packages/env/src/document.ts");
  const { gatewaySettings } = await source("apps/gateway/src/env.ts");
  const { managementSettings } = await source("apps/management/src/env.ts");
  const { portalSettings } = await source("apps/portal/src/env.ts");
  return [
    "# Configuration",
    "",
    "Each service reads its settings from the environment once, at start; it prints every problem and exits with 1 when there is",
    "one. Any setting may also come from a file: `<NAME>_FILE` names it. Who holds which key, and why, is",
    "[decision 14](adr/0014-keys.md). Generated from the services' `env.ts`.",
    "",
    renderSettings("Management", managementSettings),
    renderSettings("Gateway", gatewaySettings),
    renderSettings("Portal", portalSettings),
  ].join("\n");
}

async function openApiText() {
  const { openApiDocument } = await source("apps/management/src/http/openapi.ts");
  return `${JSON.stringify(openApiDocument(), null, 2)}\n`;
}

async function renderConfigSchema() {
  const { editorSchema } = await source("apps/management/src/config/document-schema.ts");
  return `${JSON.stringify(editorSchema(), null, 2)}\n`;
}

async function renderClientTypes(openApi) {
  const { default: openapiTS, astToString } = await source(
    "packages/api-client/node_modules/openapi-typescript/dist/index.mjs",
  );
  const header = "/** Generated from docs/openapi.json; see tools/documents/generated.mjs. */\n\n";
  return header + astToString(await openapiTS(JSON.parse(openApi)));
}
