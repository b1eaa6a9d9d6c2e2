import { parseBasePath } from "@zerq/plane-protocol/path-template";
import { z } from "zod";
import {
  commonInput,
  commonOutput,
  description,
  headerRules,
  headerRulesOutput,
  id,
  maxBodyBytes,
  name,
  status,
  targetUrl,
  timeouts,
} from "../fields.ts";
import { grammar } from "../grammar.ts";
import { maintenance, maintenanceOutput } from "../maintenance.ts";
import type { Later } from "../not-supported.ts";
import { cors, corsOutput } from "./cors.ts";
import { hosts } from "./hosts.ts";

/** A collection (an API product) on writing. */
export const collectionInput = z
  .object({
    ...commonInput,
    name,
    description: description.default(""),
    hosts,
    basePath: z.string().superRefine(grammar((value) => parseBasePath(value))),
    targetEndpoint: targetUrl,
    upstream: z
      .object({ timeouts: timeouts.default({}), forwardIdentity: z.boolean().default(false) })
      .strict()
      .default({ timeouts: {}, forwardIdentity: false }),
    credentialId: id.nullable().default(null),
    headers: headerRules.default([]),
    maxBodyBytes: maxBodyBytes.default(null),
    cors,
    maintenance,
    gatewayGroups: z.tuple([z.literal("default")]).default(["default"]),
    portal: z
      .object({ visible: z.boolean().default(true) })
      .strict()
      .default({ visible: true }),
    status: status.default("draft"),
  })
  .strict();

export type CollectionInput = z.infer<typeof collectionInput>;

/** Of the data model, but without behaviour yet. */
export const collectionLater: Later = {
  fields: [
    "upstream.targets",
    "upstream.tls",
    "upstream.retry",
    "upstream.circuitBreaker",
    "upstream.healthCheck",
    "portal.tokenRotation",
    "headers.[].value.file",
  ],
  values: { "gatewayGroups.[]": (group) => typeof group === "string" && group !== "default" },
};

export const collectionOutput = z.strictObject({
  ...commonOutput,
  name: z.string(),
  description: z.string(),
  hosts: z.array(z.string()),
  basePath: z.string(),
  targetEndpoint: z.string(),
  upstream: z.strictObject({ timeouts, forwardIdentity: z.boolean() }),
  credentialId: id.nullable(),
  headers: headerRulesOutput,
  maxBodyBytes,
  cors: corsOutput,
  maintenance: maintenanceOutput,
  gatewayGroups: z.array(z.string()),
  portal: z.strictObject({ visible: z.boolean() }),
  status,
});
