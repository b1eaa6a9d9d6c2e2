// The developer portal with a web interface that is one empty page, since the soak needs none and none may be built.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "@zerq/logging/logger";
import { readSettings } from "../../../apps/portal/src/env.ts";
import { startPortal } from "../../../apps/portal/src/start-portal.ts";

const webDirectory = mkdtempSync(join(tmpdir(), "zerq-soak-web-"));
mkdirSync(join(webDirectory, "assets"));
writeFileSync(join(webDirectory, "index.html"), "<!doctype html><title>portal</title>");
const settings = readSettings();
const portal = await startPortal({
  settings,
  log: createLogger({ service: "portal", level: settings.LOG_LEVEL }),
  webDirectory,
});
process.once("SIGTERM", () => void portal.stop().finally(() => process.exit(0)));
