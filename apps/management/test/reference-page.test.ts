import { launchBrowser } from "@zerq/test-kit/browser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type StartedManagement, startTestManagement } from "./started-management.ts";

let management: StartedManagement;
let browser: Awaited<ReturnType<typeof launchBrowser>>;
beforeAll(async () => {
  [management, browser] = await Promise.all([startTestManagement(), launchBrowser()]);
});
afterAll(() => Promise.all([browser?.close(), management?.stop()]));

describe("the API's reference page", () => {
  it("shows the API in a browser, from files of ours alone and within the policy", async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    const broken: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).origin));
    page.on("console", (message) => {
      if (/Content Security Policy/i.test(message.text())) broken.push(message.text());
    });
    await page.goto(`${management.url}/api/v1/docs`);
    await page.getByText("Who is calling, with which roles").first().waitFor({ timeout: 25_000 });
    expect(await page.title()).toContain("Zerq management API");
    expect([...new Set(asked.filter((origin) => origin !== "null"))]).toEqual([management.url]);
    expect(broken).toEqual([]);
    await page.close();
  });

  it("is as public as the document, and allows no script inside of a page", async () => {
    const answer = await fetch(`${management.url}/api/v1/docs`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const policy = answer.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self';");
    expect(await answer.text()).not.toMatch(/<script>/);
  });

  it("has nothing else below it", async () => {
    for (const [method, path] of [
      ["GET", "/api/v1/docs/../docs/package.json"],
      ["GET", "/api/v1/docs/other.js"],
      ["POST", "/api/v1/docs"],
    ] as const) {
      const { status } = await fetch(management.url + path, { method });
      expect([path, status]).toEqual([path, 401]);
    }
  });
});
