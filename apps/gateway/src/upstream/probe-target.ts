import type { EgressGuard } from "@zerq/egress/guard";
import { Client } from "undici";
import type { HealthTarget } from "../snapshot/health-targets.ts";

/**
 * Asks a target how it is, on a connection of its own: whether one can be made is a part of the question.
 * @returns what is wrong, in words for operators; undefined when nothing is
 */
export async function probeTarget(guard: EgressGuard, target: HealthTarget): Promise<string | undefined> {
  const { path, timeoutMs, expectedStatus } = target.check;
  const client = new Client(target.origin, {
    allowH2: false,
    connect: guard.connector({ timeout: timeoutMs, allowH2: false, ...target.tls }),
  });
  try {
    const { statusCode, body } = await client.request({
      method: "GET",
      path,
      headers: { "user-agent": "zerq-health-check" },
      signal: AbortSignal.timeout(timeoutMs),
    });
    // Nobody reads it; the connection is closed below.
    body.on("error", () => undefined);
    const isGood =
      expectedStatus === null ? statusCode >= 200 && statusCode < 400 : statusCode === expectedStatus;
    return isGood ? undefined : `it answers ${statusCode}`;
  } catch (error) {
    return reasonOf(error);
  } finally {
    client.destroy().catch(() => undefined);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error.name === "TimeoutError") return "no answer in time";
  return String((error as { code?: unknown }).code ?? error.name);
}
