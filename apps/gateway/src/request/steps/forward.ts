import { AppError } from "@zerq/errors/app-error";
import type { ForwardRoute } from "../../snapshot/route.ts";
import type { Forwarder } from "../../upstream/forwarder.ts";
import { answered, type Step } from "../step.ts";

/** Hands the request to the upstream side, which answers on its own from here on. */
export function forward(forwarder: Forwarder): Step {
  return function forward(context) {
    const route = context.forwarding as ForwardRoute;
    if (route.missingEnv !== undefined)
      throw new AppError("credential_unavailable", {
        log: `the environment variable or secret file ${route.missingEnv} is missing or may not be read`,
      });
    if (context.exchange.isUpgrade) forwarder.upgrade(context, route);
    else forwarder.forward(context, route);
    return answered;
  };
}
