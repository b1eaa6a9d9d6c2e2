import type { ExportedCollection, ExportedProxy } from "../src/export/exported-collection.ts";

/** A proxy that says as little as it may. */
export function proxy(own: Partial<ExportedProxy> = {}): ExportedProxy {
  return {
    key: "list-pets",
    name: "List pets",
    description: "",
    methods: ["GET"],
    path: "/pets",
    staticStatus: undefined,
    params: [],
    requestSchema: null,
    responseSchema: null,
    requestExample: null,
    responseExample: null,
    deprecated: false,
    sunset: null,
    ...own,
  };
}

export function collection(
  proxies: ExportedProxy[],
  own: Partial<ExportedCollection> = {},
): ExportedCollection {
  return { name: "Pets", description: "", version: "1", hosts: [], basePath: "/shop", proxies, ...own };
}
