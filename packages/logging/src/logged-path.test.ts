import { expect, it } from "vitest";
import { loggedPath } from "./logged-path.ts";

it("keeps ids and names, and neither a query nor what is as long as a token", () => {
  const id = "0123456789abcdef01234567";
  const token = `zerq_tok_${"a".repeat(60)}`;
  expect(loggedPath(`/api/v1/profiles/${id}/versions/${id}?token=${token}`)).toBe(
    `/api/v1/profiles/${id}/versions/${id}`,
  );
  expect(loggedPath(`/api/v1/profiles/${token}/rotate-token`)).toBe("/api/v1/profiles/[long]/rotate-token");
  expect(loggedPath(`/${token}`)).toBe("/[long]");
  expect(loggedPath(`/sign-in#${token}`)).toBe("/[long]");
  expect(loggedPath("/back-channel-logout")).toBe("/back-channel-logout");
  expect(loggedPath("")).toBe("");
});
