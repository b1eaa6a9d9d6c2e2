import { groupName, MOST_GROUPS } from "@zerq/plane-protocol/group-name";
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
} from "../fields.ts";
import { grammar } from "../grammar.ts";
import { maintenance, maintenanceOutput } from "../maintenance.ts";
import type { Later } from "../not-supported.ts";
import { cors, corsOutput } from "./cors.ts";
import { hosts } from "./hosts.ts";
import { targetUrls } from "./target-urls.ts";
import { noUpstream, upstream, upstreamOutput } from "./upstream.schema.ts";

/** A collection (an API product) on writing. */
export const collectionInput = z
  .object({
    ...commonInput,
    name,
    description: description.default(""),
    hosts,
    basePath: z.string().superRefine(grammar((value) => parseBasePath(value))),
    /** One target; several are `upstream.targets`. */
    targetEndpoint: targetUrl.nullable().default(null),
    upstream: upstream.default(noUpstream),
    credentialId: id.nullable().default(null),
    headers: headerRules.default([]),
    maxBodyBytes: maxBodyBytes.default(null),
    cors,
    maintenance,
    /** Where it is served: only the gateways of these groups ever hold it. */
    gatewayGroups: z
      .array(groupName)
      .min(1)
      .max(MOST_GROUPS)
      .refine((groups) => new Set(groups).size === groups.length, "must not name a group twice")
      .default(["default"]),
    portal: z
      .object({
        visible: z.boolean().default(true),
        /** Whether developers may rotate the tokens of their own clients in the portal. */
        tokenRotation: z.boolean().default(false),
      })
      .strict()
      .default({ visible: true, tokenRotation: false }),
    status: status.default("draft"),
  })
  .strict()
  .refine((input) => (input.targetEndpoint === null) !== (input.upstream.targets === null), {
    path: ["targetEndpoint"],
    message: "is one target, and upstream.targets several: send one of them",
  })
  .refine(
    // It would be ignored there.
    (input) => input.upstream.tls === null || targetUrls(input).every((url) => /^https:/i.test(url)),
    { path: ["upstream", "tls"], message: "needs https targets" },
  );

export type CollectionInput = z.infer<typeof collectionInput>;

/** Of the data model, but without behaviour yet. */
export const collectionLater: Later = { fields: [] };

export const collectionOutput = z.strictObject({
  ...commonOutput,
  name: z.string(),
  description: z.string(),
  hosts: z.array(z.string()),
  basePath: z.string(),
  targetEndpoint: z.string().nullable(),
  upstream: upstreamOutput,
  credentialId: id.nullable(),
  headers: headerRulesOutput,
  maxBodyBytes,
  cors: corsOutput,
  maintenance: maintenanceOutput,
  gatewayGroups: z.array(z.string()),
  portal: z.strictObject({ visible: z.boolean(), tokenRotation: z.boolean() }),
  status,
});
