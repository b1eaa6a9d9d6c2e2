import { isHostPattern } from "@zerq/plane-protocol/host-pattern";
import { z } from "zod";

/** Host names and `*.` suffixes, in lower case and each once; empty: any host. */
export const hosts = z
  .array(
    z
      .string()
      .max(253)
      .transform((text) => text.toLowerCase())
      .refine(isHostPattern, "must be a host name, or *. and one, without a port"),
  )
  .max(50)
  .transform((list) => [...new Set(list)])
  .default([]);

/** What a collection claims: its base path at each of its hosts. No two collections may claim the same place. */
export function placesOf(collection: { hosts: readonly string[]; basePath: string }): string[] {
  const names = collection.hosts.length === 0 ? [""] : collection.hosts;
  return names.map((host) => host + collection.basePath);
}
