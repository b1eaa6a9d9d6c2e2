import type { Signer, Verifier } from "@zerq/crypto/signing";
import { z } from "zod";
import { openMessage, signMessage } from "./signed-message.ts";

/**
 * What management's clock said when a worker's report was heard. It names that report by its time, so that an answer which
 * somebody has held back or repeats is none: the worker takes only those to what it has just said.
 */
const clockAnswer = z
  .object({
    deployment: z.string(),
    workerId: z.string().max(200),
    startedAt: z.number().int(),
    /** The report's, in ms by the worker's clock. */
    reportTime: z.number().int(),
    /** In ms by management's clock. */
    time: z.number().int(),
  })
  .strict();

export type ClockAnswer = z.infer<typeof clockAnswer>;

/** Milliseconds: a clock that is further off than this is answered, and told. */
export const CLOCK_WARNS_MS = 5_000;
/** Milliseconds: a gateway whose clock is further off than this isn't ready. */
export const CLOCK_REFUSES_MS = 30_000;

export function signClockAnswer(signer: Signer, answer: ClockAnswer): string {
  return signMessage(signer, "clock", answer).text;
}

/** @throws ProtocolError */
export function openClockAnswer(verifier: Verifier, text: string): ClockAnswer {
  return openMessage(verifier, "clock", clockAnswer, text).payload;
}
