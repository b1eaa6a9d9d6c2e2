import { AppError } from "@zerq/errors/app-error";
import type { Route } from "../../snapshot/route.ts";
import type { Client } from "../../snapshot/routing-table.ts";
import type { Step } from "../step.ts";

export const checkAccess: Step = function checkAccess(context) {
  const client = context.client as Client;
  const route = context.route as Route;
  if (!client.collectionIds.has(route.collectionId)) throw new AppError("collection_access_denied");
};
