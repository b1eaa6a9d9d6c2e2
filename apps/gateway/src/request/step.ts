import type { RequestContext } from "./context.ts";

/**
 * One step of a request: it fills its fields of the context, answers (and returns `answered`), or throws an AppError. It
 * returns a promise only when it has to wait.
 */
export type Step = (context: RequestContext) => StepResult | Promise<StepResult>;

// biome-ignore lint/suspicious/noConfusingVoidType: a step that only fills fields returns nothing, as functions do.
type StepResult = void | typeof answered;

export const answered = Symbol("answered");
