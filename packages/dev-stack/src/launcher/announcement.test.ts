import { expect, it } from "vitest";
import { announcement, curl } from "./announcement.ts";
import { stackUrls } from "./dev-json.ts";
import { choosePorts } from "./ports.ts";

const demo = {
  collectionId: "c".repeat(24),
  proxyId: "a".repeat(24),
  clientId: "1".repeat(24),
  profileId: "2".repeat(24),
  token: "zerq_tok_x",
  path: "/demo/accounts",
  portalEmail: "demo.developer@example.com",
};
const urls = stackUrls(choosePorts({ ZERQ_PORT_OFFSET: "1000" }));

it("prints every address, the users, and a curl on one line", () => {
  const text = announcement(urls, demo, "/somewhere/.zerq");
  for (const port of ["9080", "9443", "4000", "4001", "9025", "9081", "9090"]) {
    expect(text).toContain(`127.0.0.1:${port}`);
  }
  expect(text).toContain("viewer, modifier, auditor, admin");
  expect(text.split("\n").map((line) => line.trim())).toContain(curl(urls, demo));
  expect(curl(urls, demo)).toBe(
    `curl -H 'X-Client-ID: ${demo.clientId}' -H 'X-Profile-ID: ${demo.profileId}' -H 'Authorization: Bearer zerq_tok_x' http://127.0.0.1:9080/demo/accounts`,
  );
});

it("says nothing of a demo that could not be made", () => {
  const text = announcement(urls, undefined, "/somewhere/.zerq");
  expect(text).not.toContain("curl");
  expect(text).toContain("127.0.0.1:9080");
});
