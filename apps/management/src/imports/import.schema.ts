import { z } from "zod";
import { collectionInput, collectionOutput } from "../resources/collections/collection.schema.ts";
import { commonInput, id, method, status } from "../resources/fields.ts";
import { warningsOutput } from "../resources/widenings/warning.ts";

const { name, description, hosts, basePath, targetEndpoint, credentialId } = collectionInput.shape;

/** What the new collection has other than the document says. */
const collectionChoice = z.strictObject({
  ...commonInput,
  name: name.optional(),
  description: description.optional(),
  hosts: hosts.optional(),
  basePath: basePath.optional(),
  targetEndpoint: targetEndpoint.optional(),
  credentialId: credentialId.optional(),
});

export const importInput = z
  .strictObject({
    document: z
      .union([z.string().min(1), z.record(z.string(), z.unknown())])
      .describe("An OpenAPI 3.0 or 3.1 document: as text in JSON or YAML, or as the object itself."),
    collectionId: id
      .optional()
      .describe("A collection to merge the operations into; without it a new one is made."),
    collection: collectionChoice.optional(),
    server: z.int().min(0).max(49).default(0).describe("Which of the document's servers is the target."),
    operations: z
      .array(z.string().max(1_100))
      .min(1)
      .max(5_000)
      .optional()
      .describe("Only these, as the preview names them: `GET /pets/{id}`."),
    tags: z
      .array(z.string().max(200))
      .min(1)
      .max(500)
      .optional()
      .describe("Only operations with one of these."),
    status: status.default("draft").describe("Of what is new."),
    gone: z
      .enum(["keep", "draft", "delete"])
      .default("keep")
      .describe("What becomes of the collection's proxies that the document doesn't have."),
  })
  .refine(({ collectionId, collection }) => collectionId === undefined || collection === undefined, {
    path: ["collection"],
    message: "is for a new collection: send it or collectionId",
  });
export type ImportInput = z.infer<typeof importInput>;

const problems = {
  problems: z.array(z.strictObject({ pointer: z.string(), code: z.string(), message: z.string() })),
  /** Of each kind, listed or not. */
  problemCounts: z.record(z.string(), z.number().int()),
};
const proxyName = { id, key: z.string() };

export const importPreview = z.strictObject({
  openapi: z.enum(["3.0", "3.1"]),
  servers: z.array(z.strictObject({ url: z.string().nullable(), description: z.string() })),
  collection: z.strictObject({
    id: id.nullable(),
    name: z.string(),
    basePath: z.string(),
    targetEndpoint: z.string().nullable(),
  }),
  operations: z.array(
    z.strictObject({
      operation: z.string(),
      pointer: z.string(),
      tags: z.array(z.string()),
      action: z.enum(["create", "update", "unchanged"]),
      proxy: z.strictObject(proxyName).nullable(),
      changed: z.array(z.string()),
    }),
  ),
  gone: z.array(z.strictObject({ ...proxyName, methods: z.array(method), path: z.string() })),
  ...problems,
  /** What the import would open. */
  warnings: warningsOutput,
});
export type ImportPreview = z.infer<typeof importPreview>;

export const importReport = z.strictObject({
  collection: collectionOutput,
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  gone: z.number().int(),
  proxies: z.array(z.strictObject({ ...proxyName, operation: z.string() })),
  ...problems,
  /** What the import opens. */
  warnings: warningsOutput,
});
export type ImportReport = z.infer<typeof importReport>;
