import { AppError } from "@zerq/errors/app-error";
import type { Step } from "../step.ts";

/** Before anybody is asked who is calling: whom an old config knows may be known no more. */
export function refuseStaleConfig(age: { readonly isStale: boolean }): Step {
  return function refuseStaleConfig() {
    if (age.isStale) throw new AppError("config_stale", { log: "no head within MAX_SNAPSHOT_AGE" });
  };
}
