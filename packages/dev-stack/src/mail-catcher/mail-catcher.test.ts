import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../free-port.ts";
import { createMailStore } from "./mail-store.ts";
import { type MailCatcher, startMailCatcher } from "./server.ts";

let catcher: MailCatcher;
beforeAll(async () => {
  catcher = await startMailCatcher({ smtpPort: await freePort(), httpPort: await freePort() });
});
afterAll(() => catcher.stop());

/** Speaks SMTP (RFC 5321) line by line and resolves with the server's last answer. */
function send(lines: readonly string[]): Promise<string> {
  const rest = [...lines];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(catcher.smtpUrl).port), "127.0.0.1");
    let last = "";
    socket.setEncoding("utf8").on("data", (text: string) => {
      // A line with a hyphen after its code is followed by more of the same answer.
      if (!/^\d{3} [^\n]*\r\n$/m.test(text)) return;
      if (text.startsWith("221")) return;
      last = text;
      const next = rest.shift();
      if (next === undefined) socket.end("QUIT\r\n");
      else socket.write(`${next}\r\n`);
    });
    socket.once("close", () => resolve(last));
    socket.once("error", reject);
  });
}

const mail = [
  "From: Zerq <noreply@example.com>",
  "To: developer@example.com",
  "Subject: Your sign-in =?utf-8?q?link_=E2=9C=93?=",
  "Content-Type: text/plain; charset=utf-8",
  "",
  "Open http://127.0.0.1:3001/sign-in#token=a&b=<script> now.",
  ".",
].join("\r\n");

describe("the mail catcher", () => {
  it("takes a mail by SMTP and shows it as JSON and in the inbox", async () => {
    await send([
      "EHLO test",
      "MAIL FROM:<noreply@example.com>",
      "RCPT TO:<developer@example.com>",
      "DATA",
      mail,
    ]);
    const { items } = (await (await fetch(`${catcher.url}/api/messages`)).json()) as {
      items: { id: string }[];
    };
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ to: ["developer@example.com"], subject: "Your sign-in link ✓" });
    const one = await (await fetch(`${catcher.url}/api/messages/${items[0]?.id}`)).json();
    expect(one).toMatchObject({ text: expect.stringContaining("#token=a&b=<script>") });
    const page = await fetch(`${catcher.url}/messages/${items[0]?.id}`);
    const html = await page.text();
    expect(html).toContain('href="http://127.0.0.1:3001/sign-in#token=a&amp;b="');
    expect(html).not.toContain("<script>");
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await (await fetch(catcher.url)).text()).toContain("Your sign-in link ✓");
  });

  it("answers 404 for what it doesn't have and empties on request", async () => {
    expect((await fetch(`${catcher.url}/api/messages/${"0".repeat(24)}`)).status).toBe(404);
    expect((await fetch(`${catcher.url}/api/messages/..%2f`)).status).toBe(404);
    expect((await fetch(`${catcher.url}/api/messages`, { method: "DELETE" })).status).toBe(204);
    expect(await (await fetch(`${catcher.url}/api/messages`)).json()).toEqual({ items: [] });
  });

  it("keeps only the newest", async () => {
    const store = createMailStore(2);
    for (const subject of ["one", "two", "three"])
      await store.add(Buffer.from(`Subject: ${subject}\r\n\r\n`), []);
    expect(store.list().map(({ subject }) => subject)).toEqual(["three", "two"]);
  });
});
