import { AppError } from "@zerq/errors/app-error";
import type { Step } from "../step.ts";

/** Methods that a route can have; the others are refused before anyone asks who is calling (CONNECT and TRACE, threat 5). */
const methods = new Set(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]);
const allow = [...methods].join(", ");

export const refuseMethods: Step = function refuseMethods(context) {
  if (methods.has(context.exchange.method)) return;
  throw new AppError("method_not_allowed", { headers: { Allow: allow } });
};
