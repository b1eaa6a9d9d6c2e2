import { AppError } from "@zerq/errors/app-error";
import type { Profile } from "../../snapshot/routing-table.ts";
import type { Step } from "../step.ts";

/** Deny lists first: an address on one is refused whatever the allowlist says. */
export const checkAddress: Step = function checkAddress(context) {
  const { address, table } = context;
  const profile = context.profile as Profile;
  if (table.deniedAddresses.has(address)) throw denied(`${address.text} is on the global deny list`);
  if (profile.deniedAddresses.has(address)) throw denied(`${address.text} is on the profile's deny list`);
  if (!profile.allowedAddresses.isEmpty && !profile.allowedAddresses.has(address))
    throw denied(`${address.text} is not on the profile's allowlist`);
};

function denied(log: string): AppError {
  return new AppError("ip_not_allowed", { log });
}
