import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "@zerq/errors/app-error";
import express, { type Router } from "express";

/**
 * The built web interface. Files under assets/ have their hash in the name and never change; the page itself is asked for
 * each time. Every other path is the page's to show, so that links into it work.
 * @param directory with index.html and assets/
 * @throws Error with a sentence that says what to do when it isn't built
 */
export function webPages(directory: string): Router {
  const page = readPage(directory);
  const router = express.Router();
  router.use(
    "/assets",
    express.static(join(directory, "assets"), { immutable: true, maxAge: "1y", index: false }),
  );
  router.use(express.static(directory, { index: false, redirect: false, cacheControl: false, setHeaders }));
  router.get(/^\/(?!assets\/)[^.]*$/, (request, response) => {
    // Throws on what can't be decoded, as the routes of Express do by themselves.
    decodePath(request.path);
    setHeaders(response);
    response.type("html").send(page);
  });
  return router;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new AppError("bad_request");
  }
}

function setHeaders(response: { setHeader(name: string, value: string): unknown }): void {
  response.setHeader("Cache-Control", "no-cache");
}

function readPage(directory: string): string {
  try {
    return readFileSync(join(directory, "index.html"), "utf8");
  } catch {
    throw new Error(`There is no web interface in ${directory}. Build it: npm run build in apps/portal-web.`);
  }
}
