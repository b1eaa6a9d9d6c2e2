import { isObject, member, objectMember, textMember } from "../json-value.ts";
import { pointerTo } from "../pointer.ts";
import { SchemaCarrier } from "./carry-schema.ts";
import { type ImportedOperation, importOperation, type Reader } from "./import-operation.ts";
import { type ImportedServer, importServers } from "./import-servers.ts";
import { descriptionOf, nameOf } from "./plain-text.ts";
import { type Problem, type ProblemCode, Problems } from "./problems.ts";
import { type OpenApiVersion, readDocument } from "./read-document.ts";
import { References } from "./references.ts";

export type Imported = {
  version: OpenApiVersion;
  title: string;
  description: string;
  servers: ImportedServer[];
  operations: ImportedOperation[];
  problems: Problem[];
  problemCounts: Partial<Record<ProblemCode, number>>;
};

/** Methods of an OpenAPI path item. */
const methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;

export type ImportChoice = {
  /** Whether an operation is wanted, by its name (`GET /pets/{id}`) and tags; without it all of them are. */
  isWanted?: (operation: string, tags: readonly string[]) => boolean;
};

/**
 * What a document's operations are as proxies, with everything that can't be carried over. Between operations it gives way
 * to other work, since compiling the schemas of a large document takes seconds.
 * @throws AppError `bad_request` or `validation_failed` when it is no document of OpenAPI 3.0 or 3.1
 */
export async function importDocument(input: unknown, choice: ImportChoice = {}): Promise<Imported> {
  const { root, version } = readDocument(input);
  const problems = new Problems();
  const references = new References(root, problems);
  const carrier = new SchemaCarrier(references, problems, version);
  const info = objectMember(root, "info");
  const title = nameOf(textMember(info, "title") ?? "", "#/info/title", problems);
  const operations = await operationsOf({ references, problems, carrier }, choice);
  if (isObject(root["webhooks"])) problems.add("callbacks_left_out", "#/webhooks");
  const schemes = objectMember(root["components"], "securitySchemes");
  if (Object.keys(schemes).some((name) => !isOwnScheme(schemes[name])))
    problems.add("security_left_out", "#/components/securitySchemes");
  return {
    version,
    title: title === "" ? "Imported API" : title,
    description: descriptionOf(textMember(info, "description"), "#/info/description", problems),
    servers: importServers(root, problems),
    operations,
    problems: problems.list,
    problemCounts: problems.counts,
  };
}

async function operationsOf(reader: Reader, { isWanted }: ImportChoice): Promise<ImportedOperation[]> {
  const { references, problems } = reader;
  const operations = new Map<string, ImportedOperation>();
  for (const [path, value] of Object.entries(objectMember(references.root, "paths"))) {
    if (path.startsWith("x-")) continue;
    const item = references.follow(value, pointerTo("#/paths", path));
    if (item === undefined) continue;
    for (const method of methods) {
      const node = member(item.node, method);
      if (!isObject(node)) continue;
      const tags = Array.isArray(node["tags"]) ? node["tags"].filter((tag) => typeof tag === "string") : [];
      if (isWanted?.(`${method.toUpperCase()} ${path}`, tags) === false) continue;
      const found = { node, pointer: pointerTo(item.pointer, method) };
      const operation = importOperation(reader, { path, method, tags, item, found });
      if (operation === undefined) continue;
      const place = `${operation.method} ${operation.shape}`;
      if (operations.has(place)) problems.add("operation_repeated", found.pointer);
      else operations.set(place, operation);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return [...operations.values()];
}

/** Those that an export of ours names are the gateway's own. */
function isOwnScheme(scheme: unknown): boolean {
  return isObject(scheme) && scheme["x-zerq"] === true;
}
