import type { JsonObject } from "../json-value.ts";

export type ExportVersion = "3.0" | "3.1";

export type ExportedParam = {
  name: string;
  in: "path" | "query";
  type: string;
  required: boolean;
  description: string;
  default?: unknown;
  enum?: unknown[] | undefined;
};

/** What callers may know of a proxy. */
export type ExportedProxy = {
  key: string;
  name: string;
  description: string;
  methods: readonly string[];
  /** In a proxy's grammar. */
  path: string;
  /** The status of a configured answer; undefined where an upstream answers. */
  staticStatus: number | undefined;
  params: readonly ExportedParam[];
  requestSchema: unknown;
  responseSchema: unknown;
  requestExample: unknown;
  responseExample: unknown;
  deprecated: boolean;
  sunset: string | null;
};

/** What callers may know of a collection: no target, no header, no credential. */
export type ExportedCollection = {
  name: string;
  description: string;
  version: string;
  hosts: readonly string[];
  basePath: string;
  proxies: readonly ExportedProxy[];
};

/** Something that the version of OpenAPI has no words for. */
export type LeftOut = { proxy: string; field: string; keyword: string };

export type OpenApiOutput = JsonObject;
