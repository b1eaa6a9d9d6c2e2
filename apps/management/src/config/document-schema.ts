import { z } from "zod";
import { clientInput } from "../resources/clients/client.schema.ts";
import { collectionInput } from "../resources/collections/collection.schema.ts";
import { credentialInput } from "../resources/credentials/credential.schema.ts";
import { secretNames } from "../resources/credentials/credential-types.ts";
import { commonInput } from "../resources/fields.ts";
import { policyInput } from "../resources/policies/policy.schema.ts";
import { profileInput } from "../resources/profiles/profile.schema.ts";
import { proxyInput } from "../resources/proxies/proxy.schema.ts";
import { shapeOf } from "./compact-entry.ts";
import { type ConfigKind, configKinds, references } from "./config-kinds.ts";

const inputs: Readonly<Record<ConfigKind, z.ZodType>> = {
  policies: policyInput,
  credentials: credentialInput,
  collections: collectionInput,
  proxies: proxyInput,
  clients: clientInput,
  profiles: profileInput,
};

const key = commonInput.key.unwrap();
const names = z.string().regex(/^[A-Z_][A-Z0-9_]*$/);
const secretReference = z.union([
  z.string().regex(/^\$[A-Z_][A-Z0-9_]*$/),
  z.strictObject({ env: names }),
  z.strictObject({ file: z.string() }),
  z.strictObject({ set: z.literal(true) }),
]);

/**
 * The whole shape of a document, made of the shapes that the API takes: for editors, for the OpenAPI document and for tests.
 * Rules across fields are not in it; those are looked at when a document is validated.
 */
export const documentSchema = z.strictObject({
  version: z.literal(1).default(1),
  managedBy: commonInput.managedBy,
  ...Object.fromEntries(configKinds.map((kind) => [kind, z.array(entrySchema(kind)).optional()])),
});

function entrySchema(kind: ConfigKind): z.ZodType {
  const fields = new Map(Object.entries(shapeOf(inputs[kind])) as [string, z.ZodType][]);
  for (const { field, as } of references[kind]) {
    const schema = fields.get(field);
    fields.delete(field);
    fields.set(as, referenceSchema(schema));
  }
  for (const name of secretNames) if (fields.has(name)) fields.set(name, secretReference.nullish());
  return z.strictObject({ ...Object.fromEntries(fields), key });
}

/** Keys in place of ids: one or several, and optional where the ids are. */
function referenceSchema(ids: z.ZodType | undefined): z.ZodType {
  if (ids === undefined) throw new Error("a reference is a field of its kind");
  if (ids.safeParse([]).success) return z.array(key).default([]);
  return ids.safeParse(null).success ? key.nullable().default(null) : key;
}

/** JSON Schema (draft 2020-12) of a document, for editors. */
export function editorSchema(): object {
  return {
    title: "Zerq config document",
    ...z.toJSONSchema(documentSchema, { io: "input", unrepresentable: "any", override: simplify }),
  };
}

/** A safe integer is what every editor takes for an integer anyway. */
function simplify({ jsonSchema }: { jsonSchema: Record<string, unknown> }): void {
  if (jsonSchema["maximum"] === Number.MAX_SAFE_INTEGER) delete jsonSchema["maximum"];
  if (jsonSchema["minimum"] === Number.MIN_SAFE_INTEGER) delete jsonSchema["minimum"];
}
