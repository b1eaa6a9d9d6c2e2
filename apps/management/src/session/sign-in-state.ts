import type { KeyObject } from "node:crypto";
import { openValue, sealValue } from "@zerq/crypto/sealed-value";
import { AppError } from "@zerq/errors/app-error";
import { z } from "zod";
import type { SignInState } from "./provider.ts";

const content = z.object({
  state: z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), returnTo: z.string() }),
  until: z.number(),
});
const place = ["console-sign-in"];

/** How long someone may take at the provider's page. */
export const SIGN_IN_SECONDS = 600;

/** What a sign-in has to remember, sealed into a cookie of the browser that began it: nobody else can finish it. */
export function sealSignInState(key: KeyObject, state: SignInState): string {
  return sealValue(key, JSON.stringify({ state, until: Date.now() + SIGN_IN_SECONDS * 1_000 }), place);
}

/**
 * @param keys every session key there was: a rotation must not end a sign-in that is under way
 * @throws AppError `session_expired` when it is missing, forged or too old
 */
export function openSignInState(keys: readonly KeyObject[], sealed: string | undefined): SignInState {
  for (const key of keys) {
    try {
      const opened = content.parse(JSON.parse(openValue(key, sealed ?? "", place).toString("utf8")));
      if (opened.until > Date.now()) return opened.state;
    } catch {
      // Missing, forged or of another key: the same refusal as for one that is too old.
    }
  }
  throw new AppError("session_expired", {
    message: "The sign-in took too long or began in another browser. Start again.",
  });
}
