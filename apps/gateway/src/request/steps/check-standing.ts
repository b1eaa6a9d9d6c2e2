import { AppError } from "@zerq/errors/app-error";
import type { Client, Profile } from "../../snapshot/routing-table.ts";
import type { Step } from "../step.ts";

export const checkStanding: Step = function checkStanding(context) {
  const client = context.client as Client;
  const profile = context.profile as Profile;
  if (!client.active) throw new AppError("client_inactive");
  if (!profile.active) throw new AppError("profile_inactive");
  if (profile.expiresAt !== null && profile.expiresAt <= context.time) throw new AppError("profile_expired");
};
