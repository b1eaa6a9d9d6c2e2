import type { Upstream } from "./upstream.schema.ts";

type Targets = { targetEndpoint: string | null; upstream: Pick<Upstream, "targets"> };

/** Every URL that a collection's requests go to: its target, or its several targets. */
export function targetUrls({ targetEndpoint, upstream }: Targets): string[] {
  if (targetEndpoint !== null) return [targetEndpoint];
  return (upstream.targets ?? []).map(({ url }) => url);
}
