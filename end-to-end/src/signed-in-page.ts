import type { launchBrowser } from "@zerq/test-kit/browser";
import { inject } from "vitest";
import { secrets } from "./run-records.ts";

const dev = inject("dev");
type Browser = Awaited<ReturnType<typeof launchBrowser>>;
type Page = Awaited<ReturnType<Browser["newPage"]>>;

/** A page of the console in which this user has signed in through the identity provider, in a context of its own. */
export async function signedInPage(browser: Browser, username: string): Promise<Page> {
  const page = await browser.newPage();
  noteSignInSecrets(page);
  await page.goto(dev.management.url);
  await page
    .getByRole("link", { name: /sign in/i })
    .or(page.getByRole("button", { name: /sign in/i }))
    .first()
    .click();
  const user = dev.identityProvider.users.find((candidate) => candidate.username === username);
  await page.locator("input[name=username], input[name=login]").first().fill(username);
  await page.locator("input[type=password]").fill(user?.password ?? "");
  await page.locator("button[type=submit]").click();
  await page.getByRole("link", { name: "Gateways" }).waitFor();
  for (const { name, value } of await page.context().cookies(dev.management.url))
    secrets.add(`cookie ${name} of ${username}`, value);
  return page;
}

/** What a sign-in carries in URLs of ours: it is in the browser's history, and must be nowhere else. */
export function noteSignInSecrets(page: Page): void {
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (!url.href.startsWith(dev.management.url)) return;
    for (const name of ["code", "state"]) {
      const value = url.searchParams.get(name);
      if (value !== null) secrets.add(`${name} of a sign-in`, value);
    }
  });
}
