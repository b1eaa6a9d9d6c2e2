import { z } from "zod";
import { decodePlace, toPage } from "../database/page.ts";
import type { GatewayItem, GatewayQuery, sortFields } from "./gateways.schema.ts";

type Field = (typeof sortFields)[number];
type Values = (string | number)[];

const place = z.strictObject({
  sort: z.string(),
  values: z.array(z.union([z.string(), z.number()])).max(50),
});

/**
 * One page of what there is at this moment, in a stable order: the sort fields, then the worker's name.
 * @throws AppError `validation_failed` for a cursor of another list or order
 */
export function listGateways(
  items: readonly GatewayItem[],
  query: GatewayQuery,
): { items: GatewayItem[]; nextCursor: string | null } {
  const { sort, cursor, limit } = query;
  const fields = [...sort.split(","), "workerId"].map((name) => ({
    field: name.replace(/^-/, "") as Field,
    direction: name.startsWith("-") ? -1 : 1,
  }));
  const valuesOf = (item: GatewayItem): Values => fields.map(({ field }) => item[field]);
  const compare = (a: Values, b: Values): number => {
    for (const [index, { direction }] of fields.entries()) {
      const [one, other] = [a[index] ?? "", b[index] ?? ""];
      if (one !== other) return one < other ? -direction : direction;
    }
    return 0;
  };
  const isHere = z.literal(sort);
  const after = cursor === undefined ? undefined : decodePlace(place.extend({ sort: isHere }), cursor).values;
  const found = items
    .filter((item) => matches(item, query))
    .map((item) => ({ item, values: valuesOf(item) }))
    .filter(({ values }) => after === undefined || compare(values, after) > 0)
    .sort((a, b) => compare(a.values, b.values));
  return toPage(
    found.slice(0, limit + 1),
    limit,
    ({ item }) => item,
    ({ values }) => ({ sort, values }),
  );
}

function matches(item: GatewayItem, { q, ...query }: GatewayQuery): boolean {
  if (q !== undefined && !item.workerId.toLowerCase().includes(q.toLowerCase())) return false;
  const exact = ["workerId", "instanceId", "group", "state"] as const;
  return exact.every((name) => query[name] === undefined || query[name] === item[name]);
}
