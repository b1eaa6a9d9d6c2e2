import { AppError } from "@zerq/errors/app-error";
import { isReserved } from "../../snapshot/compile-collection.ts";
import type { Maintenance } from "../../snapshot/maintenance.ts";
import type { Step } from "../step.ts";

export const findRoute: Step = function findRoute(context) {
  const { path, table, exchange } = context;
  if (isReserved(path)) throw new AppError("route_not_found", { log: "the path is reserved" });
  const found = table.collections.find(path, context.host);
  if (found === undefined)
    throw new AppError("route_not_found", { log: "no collection has this host and base path" });
  const { collection, offset } = found;
  context.collectionId = collection.id;
  if (collection.tree === undefined) throw new AppError("route_invalid", { log: collection.denied ?? "" });
  const match = collection.tree.find(path, offset);
  if (match === undefined)
    throw new AppError("route_not_found", { log: "no proxy of the collection has this path" });
  const { endpoint } = match;
  const route = endpoint.methods.get(exchange.method);
  if (route === undefined) {
    throw new AppError("method_not_allowed", {
      log: "no proxy has this method here",
      headers: { Allow: endpoint.allow },
    });
  }
  context.route = route;
  context.captures = match.captures;
  refuseInMaintenance(table.maintenance, context.time);
  refuseInMaintenance(collection.maintenance, context.time);
  if (route.kind === "denied") throw new AppError("route_invalid", { log: route.reason });
  context.live = route;
  if (route.kind === "forward") context.forwarding = route;
};

/** @param time milliseconds since the epoch */
function refuseInMaintenance(maintenance: Maintenance | undefined, time: number): void {
  if (maintenance === undefined) return;
  const { message, until } = maintenance;
  if (until === null) throw new AppError("maintenance", { message });
  if (until <= time) return;
  const seconds = Math.ceil((until - time) / 1_000);
  throw new AppError("maintenance", { message, headers: { "Retry-After": String(seconds) } });
}
