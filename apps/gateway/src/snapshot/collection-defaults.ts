import type { StoreChange } from "@zerq/plane-protocol/entity-store";
import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";

/** What the settings say for collections that say nothing themselves. */
export type CollectionDefaults = Pick<GatewayEntity<"settings">, "cors" | "timeouts" | "maxBodyBytes">;

/** @returns undefined when settings that can't be read leave them as they were */
export function defaultsOf(change: StoreChange): CollectionDefaults | undefined {
  if (change.op === "invalid") return undefined;
  if (change.op === "delete") return {};
  const { cors, timeouts, maxBodyBytes } = change.entity as GatewayEntity<"settings">;
  return {
    ...(cors !== undefined && { cors }),
    ...(timeouts !== undefined && { timeouts }),
    ...(maxBodyBytes !== undefined && { maxBodyBytes }),
  };
}

/** A collection with what it leaves open filled in. */
export function withDefaults(
  own: GatewayEntity<"collection">,
  { cors, timeouts, maxBodyBytes }: CollectionDefaults,
): GatewayEntity<"collection"> {
  const shared = own.cors ?? cors;
  return {
    ...own,
    ...(shared !== undefined && { cors: shared }),
    timeouts: { ...timeouts, ...own.timeouts },
    maxBodyBytes: own.maxBodyBytes ?? maxBodyBytes ?? null,
  };
}
