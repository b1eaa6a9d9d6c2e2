import type { RequestContext } from "./context.ts";
import { refuse } from "./refuse.ts";
import { answered, type Step } from "./step.ts";

/**
 * Runs the steps until one answers or refuses. No promise is made for a step that needs none: nearly all requests go through
 * in one synchronous run up to the upstream.
 */
export function handleRequest(steps: readonly Step[], context: RequestContext): void {
  run(steps, context, 0);
}

function run(steps: readonly Step[], context: RequestContext, from: number): void {
  try {
    for (let index = from; index < steps.length; index += 1) {
      const result = (steps[index] as Step)(context);
      if (result === undefined) continue;
      if (result !== answered) wait(result, steps, context, index + 1);
      return;
    }
  } catch (error) {
    refuse(context, error);
  }
}

function wait(
  pending: ReturnType<Step>,
  steps: readonly Step[],
  context: RequestContext,
  next: number,
): void {
  Promise.resolve(pending).then(
    (result) => {
      // Whoever has gone or was refused meanwhile needs no answer, and the upstream must not see the request.
      const { isClosed, status } = context.exchange;
      if (result !== answered && !isClosed && status === 0) run(steps, context, next);
    },
    (error) => refuse(context, error),
  );
}
