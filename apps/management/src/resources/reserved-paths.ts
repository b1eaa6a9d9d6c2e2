import { AppError } from "@zerq/errors/app-error";

/** What the gateway answers by itself, before any route (product.md section 2, step 7). */
const reserved = ["/healthz", "/mcp", "/.well-known/zerq"];

/** @throws AppError `validation_failed` for a path that no request would ever reach */
export function refuseReservedPath(path: string, field: string): void {
  const found = reserved.find((prefix) => path === prefix || path.startsWith(`${prefix}/`));
  if (found === undefined) return;
  throw new AppError("validation_failed", {
    details: [{ path: field, code: "reserved", message: `${found} is the gateway's own` }],
  });
}
