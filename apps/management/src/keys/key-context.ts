import type { ChangeLog } from "../changes/change-log.ts";
import type { GatewayRegistry } from "../gateways/gateway-registry.ts";
import type { ResourceContext } from "../resources/resource-kind.ts";
import type { KeyKeeper } from "./key-keeper.ts";
import type { PlaneKeyStatus } from "./plane-keys.ts";
import type { UsageMeter } from "./usage-meter.ts";

/** What works on keys is built with. */
export type KeyContext = {
  resources: ResourceContext;
  changes: ChangeLog;
  keeper: KeyKeeper;
  meter: UsageMeter;
  planeChange: { status(): Promise<PlaneKeyStatus[]> };
  gateways: Pick<GatewayRegistry, "known">;
};

/** What the audit says a change of keys was about: none of them, but all. */
export const keysResource = { type: "keys", id: "keys", key: "keys" } as const;
