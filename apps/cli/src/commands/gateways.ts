import type { operations } from "@zerq/api-client/generated/management-api";
import { CliError } from "../cli-error.ts";
import { type ConnectionOptions, openManagement } from "../config/open-management.ts";
import { answerError } from "../config/refuse-answer.ts";
import { renderGateway, renderGateways } from "../config/render-gateways.ts";
import type { CliSettings } from "../env.ts";
import { refuseForeignAnswer } from "../whom-to-ask.ts";

export type GatewayOptions = ConnectionOptions & { json?: boolean };
export type ListGatewaysOptions = GatewayOptions & { limit: string; group?: string; state?: string };

type Query = NonNullable<operations["getGateways"]["parameters"]["query"]>;

/** Prints a line for each worker. @throws CliError when management doesn't say */
export async function listGateways(settings: CliSettings, options: ListGatewaysOptions): Promise<void> {
  const { limit, group, state, json } = options;
  const found = await read(settings, options, {
    limit,
    ...(group !== undefined && { group }),
    // Management says which there are.
    ...(state !== undefined && { state: state as NonNullable<Query["state"]> }),
  });
  console.log(json === true ? JSON.stringify(found, null, 2) : renderGateways(found.items));
}

/** Prints all that is known of a gateway's workers. @throws CliError when there is none of that name */
export async function showGateway(
  settings: CliSettings,
  name: string,
  options: GatewayOptions,
): Promise<void> {
  const { items } = await read(settings, options, { limit: "500", q: name });
  const own = items.filter(({ instanceId, workerId }) => instanceId === name || workerId === name);
  if (own.length === 0) throw new CliError(`There is no gateway ${name}. zerq gateways list shows them.`);
  console.log(options.json === true ? JSON.stringify(own, null, 2) : own.map(renderGateway).join("\n\n"));
}

async function read(settings: CliSettings, options: GatewayOptions, query: Query) {
  const { url, client } = await openManagement(settings, options, "viewer");
  const asked = client.GET("/gateways", { params: { query } });
  const { data, error, response } = await asked.catch(refuseForeignAnswer(url));
  if (data === undefined) throw answerError(url, response.status, error);
  return data;
}
