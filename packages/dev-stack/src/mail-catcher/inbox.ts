import type { IncomingMessage, ServerResponse } from "node:http";
import { escapeHtml, htmlPage, pageHeaders } from "../html-page.ts";
import { sendJson } from "../http-server.ts";
import type { CaughtMail, MailStore } from "./mail-store.ts";

/**
 * The web inbox and its JSON API: `GET /api/messages` `{items: […]}` newest first, `GET /api/messages/<id>`,
 * `DELETE /api/messages`. A mail's HTML is never shown as HTML: its text is, with its links.
 */
export function handleInbox(store: MailStore, request: IncomingMessage, response: ServerResponse) {
  const path = new URL(request.url ?? "/", "http://inbox").pathname;
  const [, area, id] = /^\/(api\/messages|messages)\/([0-9a-f]{24})$/.exec(path) ?? [];
  if (request.method === "DELETE" && path === "/api/messages") {
    store.clear();
    return response.writeHead(204).end();
  }
  if (request.method !== "GET") return sendJson(response, 405, { error: "method_not_allowed" });
  if (path === "/api/messages") return sendJson(response, 200, { items: store.list() });
  if (path === "/") return sendPage(response, 200, "Inbox", listPage(store));
  const mail = id === undefined ? undefined : store.find(id);
  if (area === "messages")
    return sendPage(response, mail ? 200 : 404, mail?.subject ?? "Gone", mailPage(mail));
  if (mail === undefined) return sendJson(response, 404, { error: "not_found" });
  return sendJson(response, 200, mail);
}

function sendPage(response: ServerResponse, status: number, title: string, body: string): void {
  response.writeHead(status, pageHeaders());
  response.end(htmlPage(title, body));
}

function listPage(store: MailStore): string {
  const rows = store.list().map(({ id, receivedAt, to, subject }) => {
    const link = `<a href="/messages/${id}">${escapeHtml(subject || "(no subject)")}</a>`;
    return `<tr><td>${escapeHtml(receivedAt)}</td><td>${escapeHtml(to.join(", "))}</td><td>${link}</td></tr>`;
  });
  const table = `<table><tr><th>Received</th><th>To</th><th>Subject</th></tr>${rows.join("")}</table>`;
  return `<h1>Inbox</h1>${rows.length === 0 ? "<p>No mail yet. Reload this page to look again.</p>" : table}`;
}

function mailPage(mail: CaughtMail | undefined): string {
  if (mail === undefined) return `<h1>This mail is gone.</h1><p><a href="/">Inbox</a></p>`;
  return (
    `<p><a href="/">Inbox</a></p><h1>${escapeHtml(mail.subject)}</h1>` +
    `<p>From ${escapeHtml(mail.from)} to ${escapeHtml(mail.to.join(", "))}, ${escapeHtml(mail.receivedAt)}</p>` +
    `<pre>${linked(mail.text)}</pre>`
  );
}

/** Escaped text with its http links made clickable. */
function linked(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"']+)/)
    .map((part, index) =>
      index % 2 === 0
        ? escapeHtml(part)
        : `<a href="${escapeHtml(part)}" rel="noreferrer">${escapeHtml(part)}</a>`,
    )
    .join("");
}
