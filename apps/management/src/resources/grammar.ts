import { PathTemplateError } from "@zerq/plane-protocol/path-template";
import type { z } from "zod";

/** A refinement from a parser that throws: its message becomes the detail of the refusal. */
export function grammar(parse: (value: string) => unknown) {
  return (value: string, context: z.core.$RefinementCtx<string>): void => {
    try {
      parse(value);
    } catch (error) {
      if (!(error instanceof PathTemplateError)) throw error;
      context.addIssue({ code: "custom", message: error.message, input: undefined });
    }
  };
}
