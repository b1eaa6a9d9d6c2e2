import type { KeyObject } from "node:crypto";
import { createEnvironmentWrapper } from "@zerq/crypto/environment-wrapper";
import type { KeyWrappers } from "@zerq/crypto/key-wrapper";

/** Master keys as the environment gives them: one that wraps now, and earlier ones. */
export function environmentKeys(current: KeyObject, ...previous: KeyObject[]): KeyWrappers {
  return {
    current: createEnvironmentWrapper(current),
    previous: previous.map(createEnvironmentWrapper),
  };
}
