import type { PathSegment } from "@zerq/plane-protocol/path-template";
import { z } from "zod";
import { description } from "../fields.ts";

const value = z.union([z.string().max(1_000), z.number(), z.boolean()]);

const param = z
  .object({
    name: z.string().regex(/^[A-Za-z0-9_.~$:[\]-]{1,100}$/, "must be letters, digits and . _ ~ $ : [ ] -"),
    in: z.enum(["path", "query"]),
    type: z.enum(["string", "integer", "number", "boolean"]).default("string"),
    /** A path has all of its parameters, so theirs always are. */
    required: z.boolean().optional(),
    description: description.default(""),
    default: value.optional(),
    enum: z.array(value).min(1).max(100).optional(),
  })
  .strict()
  .superRefine((input, context) => {
    const issue = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    if (input.in === "path" && input.required === false) issue(["required"], "is always true in a path");
    if (input.in === "path" && input.default !== undefined) issue(["default"], "can't be there in a path");
    if (input.required === true && input.default !== undefined)
      issue(["default"], "can't be there for what is required");
    input.enum?.forEach((item, index) => {
      if (!isOfType(item, input.type)) issue(["enum", index], `must be of the type ${input.type}`);
    });
    if (input.default === undefined) return;
    if (!isOfType(input.default, input.type)) issue(["default"], `must be of the type ${input.type}`);
    else if (input.enum !== undefined && !input.enum.includes(input.default))
      issue(["default"], "must be one of enum");
  })
  .transform(({ required, ...rest }) => ({ ...rest, required: required ?? rest.in === "path" }));

export const params = z.array(param).max(100).default([]);
export type Param = z.infer<typeof param>;

export const paramsOutput = z.array(
  z.strictObject({
    name: z.string(),
    in: z.enum(["path", "query"]),
    type: z.enum(["string", "integer", "number", "boolean"]),
    required: z.boolean(),
    description: z.string(),
    default: value.optional(),
    enum: z.array(value).optional(),
  }),
);

/** A refinement of a proxy: no parameter twice, and those of the path are in it. */
export function refuseForeignParams(
  list: readonly Param[],
  path: readonly PathSegment[],
  context: z.core.$RefinementCtx<unknown>,
): void {
  const seen = new Set<string>();
  list.forEach((one, index) => {
    const issue = (message: string) =>
      context.addIssue({ code: "custom", path: ["params", index, "name"], message, input: undefined });
    if (seen.has(`${one.in} ${one.name}`)) issue("is there twice");
    seen.add(`${one.in} ${one.name}`);
    const isCaptured = path.some((segment) => segment.kind === "param" && segment.name === one.name);
    if (one.in === "path" && !isCaptured) issue("is not in the path");
  });
}

function isOfType(item: string | number | boolean, type: Param["type"]): boolean {
  if (type === "integer") return Number.isSafeInteger(item);
  return typeof item === type;
}
