import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Dumped, dumpCollections, dumpKeys } from "@zerq/test-kit/dump-stores";
import type { StackStores } from "@zerq/test-kit/stack-stores";
import { inject } from "vitest";
import { manage } from "./callers.ts";
import { RUN_FILES } from "./run-files.ts";

const dev = inject("dev");
const folder = inject("dataDirectory");
export const logFolder = join(folder, "logs");

/** Where a secret could be left, by kind of place, and how all of it is read. Values are read when they are asked for. */
export const places = {
  mongodb: ({ database }) => dumpCollections(database),
  redis: ({ redis }) => dumpKeys(redis),
  logs: async () =>
    readdirSync(logFolder).map((name) => ({ name, text: readFileSync(join(logFolder, name), "utf8") })),
  launcher: async () => [ofRun("launcher")],
  answers: async () => [ofRun("answers")],
  traces: async () => [ofRun("traces")],
  metrics: async () =>
    Promise.all(
      [dev.gateway, dev.management, dev.portal].map(async ({ operationsUrl }) => ({
        name: operationsUrl,
        text: await (await fetch(`${operationsUrl}/metrics`)).text(),
      })),
    ),
  api: () => readAll(),
} satisfies Record<string, (stores: StackStores) => Promise<Dumped[]>>;

export type PlaceKind = keyof typeof places;

function ofRun(kind: Exclude<keyof typeof RUN_FILES, "secrets">): Dumped {
  const file = join(folder, RUN_FILES[kind]);
  return { name: RUN_FILES[kind], text: existsSync(file) ? readFileSync(file, "utf8") : "" };
}

type Path = { get?: { parameters?: { name: string; in: string }[] } };

/** Every GET of the API's own document, with every page of each list, and each of what has an id of its own. */
async function readAll(): Promise<Dumped[]> {
  const { body } = await manage<{ paths: Record<string, Path> }>("admin", "GET", "/openapi.json");
  const readable = Object.entries(body.paths).filter(([, { get }]) => get !== undefined);
  const plain = readable.filter(([path]) => !path.includes("{"));
  const all: Dumped[] = [];
  for (const [path, { get }] of plain) {
    const isList = get?.parameters?.some(({ name }) => name === "cursor") === true;
    const pages = await readPages(path, isList);
    all.push({ name: path, text: pages.join("\n") });
    const inside = readable.filter(([other]) => other.startsWith(`${path}/{`));
    for (const [other] of inside) all.push(...(await readEach(other, pages)));
  }
  return all;
}

async function readPages(path: string, isList: boolean): Promise<string[]> {
  const pages: string[] = [];
  let cursor: string | null | undefined;
  do {
    const query = isList ? `?limit=500${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}` : "";
    const { body, status } = await manage<{ nextCursor?: string | null }>("admin", "GET", path + query);
    if (status !== 200) throw new Error(`${path} answered ${status} ${JSON.stringify(body)}`);
    pages.push(JSON.stringify(body));
    cursor = body.nextCursor;
  } while (cursor);
  return pages;
}

/** The newest few: what they show of one is what the list shows of it, and more of the newest is new. */
const OF_EACH = 5;

async function readEach(template: string, pages: readonly string[]): Promise<Dumped[]> {
  const items = pages.flatMap(
    (page) => (JSON.parse(page) as { items?: Record<string, unknown>[] }).items ?? [],
  );
  const ids = items.map((item) => item.id ?? item.version).filter((id) => id !== undefined);
  const all: Dumped[] = [];
  for (const id of [...ids.slice(0, OF_EACH), ...ids.slice(-OF_EACH)]) {
    const path = template.replace(/\{\w+\}/, encodeURIComponent(String(id)));
    if (path.includes("{")) continue;
    const { body } = await manage("admin", "GET", path);
    all.push({ name: path, text: JSON.stringify(body) });
  }
  return all;
}
