import { existsSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "@zerq/errors/app-error";
import express, { type Router } from "express";
import { wantsPage } from "./wants-page.ts";

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Zerq</title>
<h1>The console is not built</h1>
<p>The API works. To have the console too, run <code>npm run build</code> in the checkout and load this page again.</p></html>`;

/**
 * The built console. Files with a hash in their name never change; every other path without an extension is one of the
 * console's own routes and gets its page.
 * @param directory where Vite has put it
 */
export function consoleRouter(directory: string): Router {
  const router = express.Router();
  const page = join(directory, "index.html");
  router.use(
    "/assets",
    express.static(join(directory, "assets"), {
      immutable: true,
      maxAge: "365d",
      index: false,
      redirect: false,
    }),
  );
  router.use(express.static(directory, { index: false, redirect: false, maxAge: 0 }));
  router.get("/{*path}", (request, response) => {
    if (/\.[a-z0-9]+$/i.test(request.path)) throw new AppError("route_not_found");
    response.setHeader("Cache-Control", "no-cache");
    if (existsSync(page)) response.sendFile(page, { cacheControl: false });
    else if (wantsPage(request)) response.status(503).type("html").send(notBuilt);
    else throw new AppError("not_ready", { message: "The console is not built. The API is at /api/v1." });
  });
  return router;
}
