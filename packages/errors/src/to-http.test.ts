import { describe, expect, it } from "vitest";
import { AppError } from "./app-error.ts";
import { catalogue } from "./catalogue.ts";
import { renderErrors } from "./document.ts";
import { asAppError, toErrorBody } from "./to-http.ts";

describe("an error's answer", () => {
  it("has code, message and request id, and details when there are any", () => {
    const details = [{ path: "name", code: "required", message: "is required" }];
    expect(toErrorBody(new AppError("validation_failed", { details }), "r1")).toEqual({
      error: "validation_failed",
      message: catalogue.validation_failed.message,
      requestId: "r1",
      details,
    });
    expect(toErrorBody(new AppError("not_found"), "r2")).not.toHaveProperty("details");
  });

  it("tells the caller nothing of a bug, but keeps it for the log", () => {
    const error = asAppError(new TypeError("secret internals"));
    expect(JSON.stringify(toErrorBody(error, "r"))).not.toContain("internals");
    expect([error.status, error.code]).toEqual([500, "internal_error"]);
    expect(error.log).toContain("secret internals");
  });

  it("leaves an AppError as it is", () => {
    const error = new AppError("conflict", { log: "for the log only" });
    expect(asAppError(error)).toBe(error);
    expect(JSON.stringify(toErrorBody(error, "r"))).not.toContain("for the log");
  });
});

it("documents every code", () => {
  for (const code of Object.keys(catalogue)) expect(renderErrors()).toContain(`\`${code}\``);
});
