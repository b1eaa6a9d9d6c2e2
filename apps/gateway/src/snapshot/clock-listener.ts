import type { Verifier } from "@zerq/crypto/signing";
import type { Logger } from "@zerq/logging/logger";
import { clockChannel } from "@zerq/plane-protocol/channels";
import { openClockAnswer } from "@zerq/plane-protocol/clock-answer";
import type { Redis } from "@zerq/service/redis";
import { type HeardChannel, hearChannel } from "../hear-channel.ts";
import type { ClockWatch } from "./clock-watch.ts";

/** Hears what management's clock said to this worker's reports. What isn't signed for this process is told once. */
export function createClockListener(options: {
  readonly subscriber: Redis;
  readonly verifier: Verifier;
  readonly deployment: string;
  readonly worker: { readonly workerId: string; readonly startedAt: number };
  readonly clock: ClockWatch;
  readonly logger: Logger;
}): HeardChannel {
  const { subscriber, verifier, deployment, worker, clock, logger } = options;
  let refused = 0;

  function take(text: string): void {
    try {
      const answer = openClockAnswer(verifier, text);
      const isOurs =
        answer.deployment === deployment &&
        answer.workerId === worker.workerId &&
        answer.startedAt === worker.startedAt;
      if (!isOurs) throw new Error("an answer to another process");
      clock.seeAnswer(answer);
    } catch (error) {
      refused += 1;
      if (refused === 1) logger.warn("an answer about clocks was refused", { problem: String(error) });
    }
  }

  return hearChannel(subscriber, clockChannel(worker.workerId), take);
}
