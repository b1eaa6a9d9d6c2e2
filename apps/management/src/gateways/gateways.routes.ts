import { pageOf } from "../database/page.ts";
import { declareRoute, type Route } from "../http/route.ts";
import { describeGateway } from "./describe-gateway.ts";
import type { GatewayRegistry } from "./gateway-registry.ts";
import { gatewayItem, gatewayQuery } from "./gateways.schema.ts";
import { listGateways } from "./list-gateways.ts";

/** @param currentVersion the newest committed version */
export function gatewayRoutes(
  registry: Pick<GatewayRegistry, "known" | "isDeclared">,
  currentVersion: () => Promise<number>,
): Route[] {
  return [
    declareRoute({
      method: "get",
      path: "/gateways",
      permission: "config:read",
      summary: "Gateway workers that are known: those that report, and those that have fallen silent",
      query: gatewayQuery,
      response: pageOf(gatewayItem),
      status: 200,
      errors: ["validation_failed"],
      async handle({ query }) {
        const current = await currentVersion();
        const items = registry
          .known()
          .map((worker) => describeGateway(worker, current, registry.isDeclared(worker.report.group)));
        return { body: listGateways(items, query) };
      },
    }),
  ];
}
