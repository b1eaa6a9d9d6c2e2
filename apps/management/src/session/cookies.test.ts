import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { cookieNames, readCookie, setCookie } from "./cookies.ts";

const request = (cookie: string) => ({ headers: { cookie } }) as IncomingMessage;

describe("cookies", () => {
  it("are __Host- and Secure on https, and neither on the development stack's http", () => {
    const names = cookieNames("https://zerq.example");
    expect(names).toEqual({ session: "__Host-zerq_session", signIn: "__Host-zerq_sign_in", secure: true });
    expect(setCookie(names.session, "v", names.secure, 60)).toBe(
      "__Host-zerq_session=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure",
    );
    expect(cookieNames("http://127.0.0.1:3000")).toMatchObject({ session: "zerq_session", secure: false });
  });

  it("count only when they are there once", () => {
    expect(readCookie(request("a=1; zerq_session=x; b=2"), "zerq_session")).toBe("x");
    expect(readCookie(request("zerq_session=x; zerq_session=y"), "zerq_session")).toBeUndefined();
    expect(readCookie(request("xzerq_session=x"), "zerq_session")).toBeUndefined();
    expect(readCookie(request("zerq_session="), "zerq_session")).toBeUndefined();
  });
});
