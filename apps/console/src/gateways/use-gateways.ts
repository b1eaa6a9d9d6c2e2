import { useQuery } from "@tanstack/react-query";
import { consoleApi, type GatewayWorker } from "../console-api.ts";

/** A gateway: one process or more; it has applied what the slowest of them has. */
export type Gateway = {
  instanceId: string;
  group: string;
  version: number;
  lag: number;
  workers: GatewayWorker[];
};

/** The gateways that live, asked for again every few seconds as long as the page is in sight. */
export function useGateways() {
  return useQuery({
    queryKey: ["gateways"],
    queryFn: consoleApi.gateways,
    refetchInterval: 5_000,
    select: ({ items }) => gatewaysOf(items),
  });
}

function gatewaysOf(workers: readonly GatewayWorker[]): Gateway[] {
  const byInstance = Map.groupBy(workers, ({ instanceId }) => instanceId);
  return [...byInstance]
    .map(([instanceId, own]) => ({
      instanceId,
      group: own[0]?.group ?? "",
      version: Math.min(...own.map(({ version }) => version)),
      lag: Math.max(...own.map(({ lag }) => lag)),
      workers: own,
    }))
    .sort((a, b) => a.group.localeCompare(b.group) || a.instanceId.localeCompare(b.instanceId));
}
