import type { CaptureBudget } from "../../request-log/capture/capture-budget.ts";
import { ExchangeCapture } from "../../request-log/capture/exchange-capture.ts";
import type { Step } from "../step.ts";

/**
 * From here on the log keeps what the proxy's `capture` asks for, of refusals too. It costs one look on all other routes.
 * What came before the route was known is in no capture: nobody has asked for it.
 */
export function beginCapture(budget: CaptureBudget): Step {
  return function beginCapture(context) {
    const plan = context.live?.capture;
    if (plan === undefined) return;
    context.exchange.capture = new ExchangeCapture(plan, budget);
  };
}
