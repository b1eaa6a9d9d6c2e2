import { launchBrowser } from "@zerq/test-kit/browser";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { type Caller, call, eventually, manage } from "./callers.ts";
import { secrets } from "./run-records.ts";
import { signedInPage } from "./signed-in-page.ts";

const dev = inject("dev");
type Resource = { id: string; revision: number; defaultProfile: { id: string; token: string } };
let browser: Awaited<ReturnType<typeof launchBrowser>>;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

/** A published proxy with its caller. */
async function publishProxy(name: string, more: object): Promise<{ path: string; caller: Caller }> {
  const key = `${name}-${Date.now()}`;
  const collection = await manage<Resource>("modifier", "POST", "/collections", {
    name: key,
    basePath: `/${key}`,
    targetEndpoint: dev.upstream.url,
    status: "published",
  });
  const proxy = await manage("modifier", "POST", "/proxies", {
    collectionId: collection.body.id,
    name: key,
    methods: ["GET", "POST"],
    path: "/echo",
    targetPath: "/v1/echo",
    status: "published",
    ...more,
  });
  expect([collection.status, proxy.status]).toEqual([201, 201]);
  const client = await manage<Resource>("modifier", "POST", "/clients?wait=applied", {
    name: key,
    email: "partner@example.com",
    collectionIds: [collection.body.id],
  });
  const { id: profileId, token } = client.body.defaultProfile;
  return { path: `/${key}/echo`, caller: { clientId: client.body.id, profileId, token } };
}

it("shows an admin in the console what was captured of a request, and in the audit that it was looked at", async () => {
  const capture = { headers: true, requestBody: true, responseBody: true };
  const { path, caller } = await publishProxy("captured", { capture });
  const requestId = `captured-${Date.now()}`;
  const body = JSON.stringify({
    amount: 4711,
    password: secrets.add("captured password", "canary-in-the-body"),
  });
  const headers = { "content-type": "application/json", "x-request-id": requestId, "x-shop": "seven" };
  expect((await call(path, caller, { method: "POST", body, headers })).status).toBe(200);
  await eventually("the entry", async () => {
    const { items } = (await manage<{ items: unknown[] }>("viewer", "GET", `/logs?requestId=${requestId}`))
      .body;
    return items.length === 1 ? true : undefined;
  });

  const page = await signedInPage(browser, "admin");
  await page.getByRole("link", { name: "Requests" }).click();
  await page.getByLabel("Request id").fill(requestId);
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page
    .getByText(requestId)
    .or(page.getByText(`POST ${path}`))
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Details" }).first().click();
  await page.getByText("x-shop: seven").waitFor();
  await page.getByRole("button", { name: /show bodies/i }).click();
  await page.getByText("4711").first().waitFor();
  const text = (await page.locator("body").textContent()) ?? "";
  expect(text).toContain("[redacted]");
  expect(text).not.toContain("canary-in-the-body");
  expect(text).not.toContain(caller.token);
  await page.close();
  const audit = await manage<{ items: { action: string }[] }>("auditor", "GET", "/audit-logs?limit=5");
  expect(audit.body.items.map(({ action }) => action)).toContain("request-log.view-bodies");
});

it("shows which names a gateway misses, and refuses until they are there", async () => {
  const rules = [
    { name: "X-First", value: "$E2E_FIRST_MISSING" },
    { name: "X-Second", value: "$E2E_SECOND_MISSING" },
  ];
  const { path, caller } = await publishProxy("missing", { headers: rules });
  const answer = await call(path, caller);
  expect([answer.status, ((await answer.json()) as { error: string }).error]).toEqual([
    500,
    "credential_unavailable",
  ]);
  const page = await signedInPage(browser, "viewer");
  await page.getByRole("link", { name: "Gateways" }).click();
  await page
    .getByText(/E2E_FIRST_MISSING, E2E_SECOND_MISSING/)
    .first()
    .waitFor();
  await page.close();
});
