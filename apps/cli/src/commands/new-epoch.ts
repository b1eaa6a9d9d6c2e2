import type { components } from "@zerq/api-client/generated/management-api";
import { confirm } from "../config/confirm.ts";
import { openManagement } from "../config/open-management.ts";
import type { ReasonOption } from "../config/reason-option.ts";
import { answerError } from "../config/refuse-answer.ts";
import { tellApplied } from "../config/tell-applied.ts";
import type { CliSettings } from "../env.ts";
import { refuseForeignAnswer } from "../whom-to-ask.ts";
import type { VersionOptions } from "./versions.ts";

export type EpochOptions = VersionOptions & ReasonOption & { yes?: boolean; wait?: boolean };
type State = components["schemas"]["VersionEpoch"];

/** Whoever has another config than the database takes a whole snapshot, which is more than the usual 5 s may hold. */
const WAIT_SECONDS = "30";

/**
 * Says what a new epoch does, asks, and begins it: with another one in between it is refused.
 * @throws CliError when management refuses it, or nobody is there to ask
 */
export async function newEpoch(settings: CliSettings, options: EpochOptions): Promise<void> {
  const { url, client } = await openManagement(settings, options, "admin");
  const { yes, wait, json } = options;
  const asked = await client.GET("/versions/epoch", {}).catch(refuseForeignAnswer(url));
  if (asked.data === undefined) throw answerError(url, asked.response.status, asked.error);
  if (json !== true) console.log(whatItDoes(asked.data));
  const { epoch } = asked.data;
  if (yes !== true)
    await confirm(`End epoch ${epoch}?`, "Nobody is there to ask. Say --yes to begin a new epoch.");
  const query = wait === true ? { wait: "applied" as const, timeout: WAIT_SECONDS } : {};
  const raising = client.POST("/versions/epoch", { params: { query }, body: { epoch } });
  const { data, error, response } = await raising.catch(refuseForeignAnswer(url));
  if (data === undefined) throw answerError(url, response.status, error);
  const gateways = tellApplied(response);
  if (json === true) {
    console.log(JSON.stringify(data, null, 2));
    return;
  }
  console.log(`Epoch ${data.epoch} begins with version ${data.version}${gateways}.`);
}

function whatItDoes({ epoch, version, redisIsAhead, gatewaysApart }: State): string {
  const apart =
    gatewaysApart.length === 0
      ? "No gateway says that it has anything else."
      : `These gateways have something else, and give it up: ${gatewaysApart.join(", ")}.`;
  return [
    `The database is in epoch ${epoch}, at version ${version}. ${apart}`,
    ...(redisIsAhead === true ? ["Redis has a later version than the database."] : []),
    "With a new epoch gateways and portal go over to what the database holds, whatever they have now. Tokens, secrets",
    "and addresses that were taken away after its backup are good again from then on: take them away first.",
  ].join("\n");
}
