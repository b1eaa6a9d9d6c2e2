import type { ServerResponse } from "node:http";
import type { AppError } from "@zerq/errors/app-error";

/**
 * What a person sees when a sign-in didn't work: the sentence of the error and a way to begin again. Only our own texts
 * are in it, so there is nothing to escape but the request id.
 */
export function sendSignInFailed(response: ServerResponse, error: AppError, requestId: string): void {
  const page = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Zerq: sign-in failed</title>
<h1>Sign-in failed</h1>
<p>${escapeHtml(error.message)}</p>
<p><a href="/auth/sign-in">Sign in again</a></p>
<p>Request ${escapeHtml(requestId)}</p></html>`;
  response.statusCode = error.status;
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.setHeader("Content-Length", Buffer.byteLength(page));
  response.end(page);
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
