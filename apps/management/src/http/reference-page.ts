import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import express, { type Router } from "express";

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Zerq management API</title>
</head>
<body>
<div id="reference"></div>
<script src="/api/v1/docs/scalar.js"></script>
<script src="/api/v1/docs/start.js"></script>
</body>
</html>`;

/** Nothing is loaded from elsewhere, and nothing is told to anybody: the network that this runs in may have no way out. */
const start = `Scalar.createApiReference("#reference", ${JSON.stringify({
  url: "/api/v1/openapi.json",
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: "never",
  hideClientButton: true,
  persistAuth: false,
})});`;

/** Scalar's build for browsers, in one file; it is beside the entry of its package. */
function bundle(): string {
  const entry = createRequire(import.meta.url).resolve("@scalar/api-reference");
  return join(dirname(entry), "browser/standalone.js");
}

/**
 * The API's reference at /api/v1/docs, made by Scalar from the OpenAPI document. It is as public as that. Its scripts are
 * files of ours, so that the policy against inline scripts holds here too.
 */
export function referencePage(): Router {
  const router = express.Router({ strict: true, caseSensitive: true });
  const file = bundle();
  router.get("/", (_request, response) => void response.type("html").send(page));
  router.get("/start.js", (_request, response) => void response.type("js").send(start));
  router.get("/scalar.js", (_request, response) => {
    response.sendFile(file, { maxAge: "1h", dotfiles: "allow" });
  });
  return router;
}
