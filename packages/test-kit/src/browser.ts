import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

/** For a machine without network, display or sandbox privileges. */
const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A real Chromium: one on PATH, else the one that the package @sparticuz/chromium ships (Linux on x64). */
export async function launchBrowser(): Promise<Browser> {
  const installed = onPath("chromium", "chromium-browser", "google-chrome");
  if (installed !== undefined)
    return chromium.launch({ executablePath: installed, args: quiet, headless: true });
  const { default: shipped } = await import("@sparticuz/chromium");
  const executablePath = await shipped.executablePath();
  // In a single process, as it suits a function service, the browser would end with its first page.
  const parts = shipped.args.filter((arg) => arg !== "--single-process");
  return chromium.launch({ executablePath, args: [...parts, ...quiet], headless: true });
}

function onPath(...names: string[]): string | undefined {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined;
}
