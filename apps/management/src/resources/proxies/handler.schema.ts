import { parsePathTemplate, parseTargetPath } from "@zerq/plane-protocol/path-template";
import { z } from "zod";
import { headerName, headerValue } from "../fields.ts";
import { grammar } from "../grammar.ts";

export const targetPath = z.string().max(1_024);

/** CORS is the gateway's own, from the collection's `cors` and CORS_ALLOW_ORIGINS. */
const staticHeaderName = headerName.refine(
  (value) => !value.toLowerCase().startsWith("access-control-"),
  "is the gateway's own",
);
const staticHeader = z.object({ name: staticHeaderName, value: headerValue }).strict();

/** A list, or an object of names and values as the short form for headers that come once. */
const staticHeaders = z
  .preprocess(
    (input) =>
      typeof input === "object" && input !== null && !Array.isArray(input)
        ? Object.entries(input).map(([name, value]) => ({ name, value }))
        : input,
    z.array(staticHeader).max(50),
  )
  .meta({
    shortForm: {
      type: "object",
      additionalProperties: { type: "string" },
      description: "Names and values, for headers that come once.",
    },
  });

const forwardHandler = z.object({ kind: z.literal("forward"), targetPath }).strict();
const staticHandler = z
  .object({
    kind: z.literal("static"),
    status: z.number().int().min(200).max(599).default(200),
    headers: staticHeaders.default([]),
    body: z.string().max(65_536).default(""),
  })
  .strict()
  .refine(({ status, body }) => body === "" || ![204, 205, 304].includes(status), {
    path: ["body"],
    message: "can't be there with this status (RFC 9110 section 6.4.1)",
  });

/** What answers a proxy's requests: the upstream, or a configured answer. */
export const handler = z.discriminatedUnion("kind", [forwardHandler, staticHandler]);
export type Handler = z.infer<typeof handler>;

export const handlerOutput = z.union([
  z.strictObject({ kind: z.literal("forward"), targetPath }),
  z.strictObject({
    kind: z.literal("static"),
    status: z.number().int(),
    headers: z.array(z.strictObject({ name: z.string(), value: z.string() })),
    body: z.string(),
  }),
]);

/** A refinement of a proxy: its target path may use only what its path captures. */
export function refuseForeignParameters(
  input: { path: string; handler: Handler },
  context: z.core.$RefinementCtx<unknown>,
): void {
  if (input.handler.kind !== "forward") return;
  grammar((value) => parseTargetPath(value, parsePathTemplate(input.path)))(input.handler.targetPath, {
    ...context,
    addIssue: (issue: string | object) =>
      context.addIssue({ ...(issue as object), path: ["handler", "targetPath"] } as never),
  } as never);
}
