import { isObject, type JsonObject, listMember, member, objectMember } from "../json-value.ts";
import { pointerTo } from "../pointer.ts";
import type { SchemaCarrier } from "./carry-schema.ts";
import type { Problems } from "./problems.ts";
import type { Found, References } from "./references.ts";
import type { Direction } from "./translate-schema.ts";

export type ImportedBody = { schema: JsonObject | null; example: unknown };

export type BodyReader = { references: References; carrier: SchemaCarrier; problems: Problems };

const none: ImportedBody = { schema: null, example: null };
const isJson = (type: string) => /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type);
/** Longest example that a proxy keeps, in characters; see docs/validation.md. */
const MAX_EXAMPLE = 65_536;

/** What is sent. A schema would have the gateway refuse every other kind of body, so it is kept only where there is none. */
export function importRequestBody({ node, pointer }: Found, reader: BodyReader): ImportedBody {
  if (member(node, "requestBody") === undefined) return none;
  const found = reader.references.follow(node["requestBody"], pointerTo(pointer, "requestBody"));
  if (found === undefined) return none;
  const types = Object.keys(objectMember(found.node, "content"));
  if (types.length === 0) return none;
  if (!types.every(isJson)) {
    reader.problems.add("body_unchecked", pointerTo(found.pointer, "content"));
    return { ...contentOf(found, types.find(isJson), undefined, reader), schema: null };
  }
  const body = contentOf(found, types[0], "request", reader);
  if (found.node["required"] !== true && body.schema !== null)
    reader.problems.add("body_needed", found.pointer);
  return body;
}

/** What the first success answers. */
export function importResponse({ node, pointer }: Found, reader: BodyReader): ImportedBody {
  const responses = objectMember(node, "responses");
  const statuses = Object.keys(responses).filter((status) => /^2(?:\d\d|XX)$/i.test(status));
  const status = statuses.sort()[0] ?? (Object.hasOwn(responses, "default") ? "default" : undefined);
  if (status === undefined) return none;
  const found = reader.references.follow(responses[status], pointerTo(pointer, "responses", status));
  const types = Object.keys(objectMember(found?.node, "content"));
  // An export of ours has the gateway's refusals in it.
  if (found === undefined || types.length === 0 || found.node["x-zerq"] === true) return none;
  const type = types.find(isJson);
  if (type === undefined) reader.problems.add("answer_left_out", pointerTo(found.pointer, "content"));
  return contentOf(found, type, "response", reader);
}

function contentOf(
  { node, pointer }: Found,
  type: string | undefined,
  direction: Direction | undefined,
  { references, carrier, problems }: BodyReader,
): ImportedBody {
  const media = type === undefined ? undefined : member(node["content"], type);
  if (type === undefined || !isObject(media)) return none;
  const at = pointerTo(pointer, "content", type);
  const schema =
    direction === undefined ? null : carrier.carry(media["schema"], pointerTo(at, "schema"), direction);
  const example = exampleOf(media, at, references);
  if (JSON.stringify(example).length <= MAX_EXAMPLE) return { schema, example };
  problems.add("text_cut", at, "the example");
  return { schema, example: null };
}

/** The example, the first of several, or that of the schema; null without any. */
function exampleOf(media: JsonObject, pointer: string, references: References): unknown {
  const own = member(media, "example");
  if (own !== undefined) return own;
  const [first] = Object.entries(objectMember(media, "examples"));
  if (first !== undefined) {
    const found = references.follow(first[1], pointerTo(pointer, "examples", first[0]));
    const value = member(found?.node, "value");
    if (value !== undefined) return value;
  }
  if (media["schema"] === undefined) return null;
  const schema = references.follow(media["schema"], pointerTo(pointer, "schema"));
  return member(schema?.node, "example") ?? listMember(schema?.node, "examples")[0] ?? null;
}
