import { AppError } from "@zerq/errors/app-error";
import type { Profile } from "../../snapshot/routing-table.ts";
import type { Step } from "../step.ts";

export const checkMethod: Step = function checkMethod(context) {
  const { allowedMethods } = context.profile as Profile;
  if (allowedMethods === undefined || allowedMethods.has(context.exchange.method)) return;
  throw new AppError("method_not_allowed", {
    log: "the profile does not allow this method",
    headers: { Allow: [...allowedMethods].join(", ") },
  });
};
