import { AppError } from "@zerq/errors/app-error";
import type { Connection } from "mongoose";
import { isDuplicateKey } from "../changes/error-labels.ts";
import { logoutTokenModel } from "./logout-token.model.ts";

/** @throws AppError `bad_request` for an id that has been used, at whatever instance */
export type UseOnce = (id: string) => Promise<void>;

/** Longer than the provider's word is taken, with every clock tolerance. */
const REMEMBER_MS = 30 * 60_000;

export function createUseOnce(connection: Connection): UseOnce {
  const used = logoutTokenModel(connection);
  return async (id) => {
    try {
      await used.create({ _id: id, expiresAt: new Date(Date.now() + REMEMBER_MS) });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw new AppError("bad_request", { message: "The logout token is not valid.", log: "it came before" });
    }
  };
}
