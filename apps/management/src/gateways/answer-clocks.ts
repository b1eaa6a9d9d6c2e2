import type { Signer } from "@zerq/crypto/signing";
import { clockChannel } from "@zerq/plane-protocol/channels";
import { CLOCK_WARNS_MS, signClockAnswer } from "@zerq/plane-protocol/clock-answer";
import type { GatewayReport } from "@zerq/plane-protocol/report";
import type { Redis } from "@zerq/service/redis";

/**
 * Tells a worker whose report's time is more than 5 s off what our clock said, so that it knows and can act: what we measure
 * here is no proof to it, and what it finds in Redis may be old. Nobody waits for that, and the next report has its own.
 */
export function answerClocks({
  redis,
  signer,
  deployment,
}: {
  redis: Redis;
  signer: Signer;
  deployment: string;
}): (report: GatewayReport, receivedAt: number) => void {
  return ({ workerId, startedAt, time: reportTime }, receivedAt) => {
    if (Math.abs(reportTime - receivedAt) <= CLOCK_WARNS_MS) return;
    const answer = signClockAnswer(signer, { deployment, workerId, startedAt, reportTime, time: receivedAt });
    redis.publish(clockChannel(workerId), answer).catch(() => undefined);
  };
}
