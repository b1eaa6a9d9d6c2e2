import type { EgressGuard } from "@zerq/egress/guard";
import type { HealthTarget } from "../snapshot/health-targets.ts";
import { askOnce } from "./ask-once.ts";

/**
 * Asks a target how it is, on a connection of its own: whether one can be made is a part of the question.
 * @returns what is wrong, in words for operators; undefined when nothing is
 */
export async function probeTarget(guard: EgressGuard, target: HealthTarget): Promise<string | undefined> {
  const { origin, tls, check } = target;
  const { path, timeoutMs, expectedStatus } = check;
  const headers = ["user-agent", "zerq-health-check"];
  try {
    const status = await askOnce(guard, { origin, path, headers, tls, timeoutMs });
    const isGood = expectedStatus === null ? status >= 200 && status < 400 : status === expectedStatus;
    return isGood ? undefined : `it answers ${status}`;
  } catch (error) {
    const { code, name } = error as Error & { code?: unknown };
    return code === "ETIMEDOUT" ? "no answer in time" : String(code ?? name);
  }
}
