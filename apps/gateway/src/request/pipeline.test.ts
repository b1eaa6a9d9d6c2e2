import { expect, it } from "vitest";
import { AddressSet } from "../address/address-set.ts";
import { FailureThrottle } from "../auth/failure-throttle.ts";
import type { Limiter } from "../limits/limiter.ts";
import { CaptureBudget } from "../request-log/capture/capture-budget.ts";
import { passTraces } from "../trace/trace-context.ts";
import type { Forwarder } from "../upstream/forwarder.ts";
import { createPipeline } from "./pipeline.ts";

it("runs the steps in the order of the product's description, and no other", () => {
  const steps = createPipeline({
    limiter: {} as Limiter,
    forwarder: {} as Forwarder,
    captureBudget: new CaptureBudget(1),
    configAge: { isStale: false },
    failures: new FailureThrottle({ failures: 1, windowMs: 1 }),
    certificates: undefined,
    trustedProxies: AddressSet.empty,
    traces: passTraces(),
    allowedOrigins: new Set(),
    maxUriBytes: 1,
    maxHeaders: 1,
    maxBodyBytes: 1,
    maxValidatedBytes: 1,
    idleBodyMs: 1,
  });
  expect(steps.map((step) => step.name)).toEqual([
    "readHeaders",
    "canonicalizePath",
    "refuseMethods",
    "answerHealth",
    "refuseStaleConfig",
    "answerPreflight",
    "requireIdentity",
    "authenticate",
    "checkStanding",
    "checkAddress",
    "findRoute",
    "beginCapture",
    "checkAccess",
    "checkMethod",
    "checkBodySize",
    "takeLimits",
    "validateRequest",
    "answerStatic",
    "forward",
  ]);
});
