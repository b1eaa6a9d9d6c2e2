import { parsePathTemplate, parseTargetPath } from "@zerq/plane-protocol/path-template";
import { z } from "zod";
import {
  commonInput,
  commonOutput,
  description,
  headerRules,
  headerRulesOutput,
  id,
  maxBodyBytes,
  method,
  methods,
  name,
  status,
  time,
  timeOutput,
  timeouts,
} from "../fields.ts";
import { grammar } from "../grammar.ts";
import { type Later, oneOfTexts } from "../not-supported.ts";

const targetPath = z.string().max(1_024);
const handler = z.object({ kind: z.literal("forward"), targetPath }).strict();

/** A proxy (one endpoint) on writing. `targetPath` at the top is the short form of a forward handler. */
export const proxyInput = z
  .object({
    ...commonInput,
    collectionId: id,
    name,
    description: description.default(""),
    methods: methods.refine((list) => list.length > 0, "at least one method"),
    path: z.string().superRefine(grammar((value) => parsePathTemplate(value))),
    handler: handler.optional(),
    targetPath: targetPath.optional(),
    headers: headerRules.default([]),
    streaming: z.boolean().default(false),
    /** Whether a request that was sent may be sent again; how often is the collection's `upstream.retry`. */
    retryable: z.boolean().default(false),
    credentialId: id.nullable().default(null),
    timeouts: timeouts.default({}),
    maxBodyBytes: maxBodyBytes.default(null),
    deprecated: z.boolean().default(false),
    sunset: time.nullable().default(null),
    status: status.default("draft"),
  })
  .strict()
  .refine((input) => input.handler === undefined || input.targetPath === undefined, {
    path: ["targetPath"],
    message: "is the short form of handler; send one of them",
  })
  .transform(({ targetPath: short, handler: long, ...input }) => ({
    ...input,
    handler: long ?? { kind: "forward" as const, targetPath: short ?? input.path },
  }))
  .superRefine((input, context) => {
    grammar((value) => parseTargetPath(value, parsePathTemplate(input.path)))(input.handler.targetPath, {
      ...context,
      addIssue: (issue: string | object) =>
        context.addIssue({ ...(issue as object), path: ["handler", "targetPath"] } as never),
    } as never);
  });

export type ProxyInput = z.infer<typeof proxyInput>;

export const proxyLater: Later = {
  fields: [
    "params",
    "requestSchema",
    "responseSchema",
    "requestExample",
    "responseExample",
    "capture",
    "handler.status",
    "handler.headers",
    "handler.body",
  ],
  values: { "handler.kind": oneOfTexts("static", "workflow") },
};

export const proxyOutput = z.strictObject({
  ...commonOutput,
  collectionId: id,
  name: z.string(),
  description: z.string(),
  methods: z.array(method),
  path: z.string(),
  handler,
  headers: headerRulesOutput,
  streaming: z.boolean(),
  retryable: z.boolean(),
  credentialId: id.nullable(),
  timeouts,
  maxBodyBytes,
  deprecated: z.boolean(),
  sunset: timeOutput,
  status,
});
