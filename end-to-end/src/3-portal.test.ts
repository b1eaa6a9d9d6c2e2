import { launchBrowser } from "@zerq/test-kit/browser";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { eventually } from "./callers.ts";
import { secrets } from "./run-records.ts";
import { noteSignInSecrets } from "./signed-in-page.ts";

const dev = inject("dev");
type Browser = Awaited<ReturnType<typeof launchBrowser>>;
type Mail = { id: string; to: string | string[]; subject: string; text?: string };

/** The newest mail to the demo developer that is not in `seen`. */
async function newestMail(seen: Set<string>): Promise<Mail> {
  return eventually("the sign-in mail", async () => {
    const list = (await (await fetch(`${dev.mail.url}/api/messages`)).json()) as { items?: Mail[] } | Mail[];
    const mails = Array.isArray(list) ? list : (list.items ?? []);
    const mail = mails.find(
      (candidate) => !seen.has(candidate.id) && JSON.stringify(candidate.to).includes(dev.demo.portalEmail),
    );
    return mail === undefined
      ? undefined
      : ((await (await fetch(`${dev.mail.url}/api/messages/${mail.id}`)).json()) as Mail);
  });
}

describe("in a real browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it("signs a developer into the portal by the link in the mail and shows the client's endpoints", async () => {
    const page = await browser.newPage();
    await page.goto(dev.portal.url);
    await page.getByLabel(/e-?mail/i).fill(dev.demo.portalEmail);
    await page.getByRole("button", { name: /link|sign in/i }).click();
    await page
      .getByText(/check your (mail|inbox|e-mail)|on its way|sent/i)
      .first()
      .waitFor();

    const mail = await newestMail(new Set());
    const link = /https?:\/\/\S+#\S+/.exec(mail.text ?? "")?.[0];
    expect(link).toBeDefined();
    expect(link?.startsWith(dev.portal.url)).toBe(true);
    secrets.add("link to the demo's developer", link?.split("#")[1] ?? "");
    await page.goto(link ?? "");
    await page.getByRole("button", { name: /sign in|continue/i }).click();

    await page.getByText("Payments demo").first().click();
    await page.getByText("/accounts").first().waitFor();
    expect(await page.locator("body").textContent()).toContain("GET");
    await page.getByRole("link", { name: "Usage" }).click();
    await page.getByText(/Rate limit: \d/).waitFor();
    for (const { name, value } of await page.context().cookies(dev.portal.url))
      secrets.add(`cookie ${name} of the portal`, value);
    const reuse = await browser.newPage();
    await reuse.goto(link ?? "");
    await page.close();
    await reuse.close();
  });

  it("signs an operator into the console through the identity provider", async () => {
    const page = await browser.newPage();
    noteSignInSecrets(page);
    await page.goto(dev.management.url);
    await page
      .getByRole("link", { name: /sign in/i })
      .or(page.getByRole("button", { name: /sign in/i }))
      .first()
      .click();
    const user = dev.identityProvider.users.find(({ username }) => username === "admin");
    await page
      .locator("input[name=username], input[name=login]")
      .first()
      .fill(user?.username ?? "");
    await page.locator("input[type=password]").fill(user?.password ?? "");
    await page.locator("button[type=submit]").click();
    await page.waitForURL((url) => url.href.startsWith(dev.management.url));
    await page.getByText("admin").first().waitFor();
    await page.getByRole("link", { name: "Audit" }).click();
    await page.getByRole("rowheader", { name: "session.sign-in" }).first().waitFor();
    const cookies = await page.context().cookies(dev.management.url);
    const session = cookies.find((cookie) => cookie.name.endsWith("zerq_session"));
    secrets.add("cookie of the console", session?.value ?? "");
    expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax" });
    await page.close();
  });
});
