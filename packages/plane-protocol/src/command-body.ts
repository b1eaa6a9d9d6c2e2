import type { KeyObject } from "node:crypto";
import type { AcceptedKeys } from "@zerq/crypto/shared-keys";
import { z } from "zod";
import { gatewayCollection, gatewayCredential } from "./gateway-entities.ts";
import { authenticate, openAuthenticated } from "./sealed-report.ts";

/** Tries a credential as it would be applied, and stores nothing of it. */
const testCredential = z
  .object({
    kind: z.literal("test-credential"),
    /** As in a snapshot: values sealed for their place, references for the gateway to resolve. */
    credential: gatewayCredential,
    /** What is asked for with it, on one of its origins; null: nothing, only a token is fetched. */
    url: z.string().max(2_048).nullable(),
    /** As of the collection that sends the credential there. */
    tls: gatewayCollection.shape.tls,
  })
  .strict();

/** A tagged union; a kind that the gateway doesn't know is refused. */
export const commandBody = z.discriminatedUnion("kind", [testCredential]);

export type CommandBody = z.infer<typeof commandBody>;
export type TestCredential = z.infer<typeof testCredential>;

/** How a test of a credential may end. Fixed codes: nothing that an upstream says comes back by them. */
export const testResults = [
  /** It was answered with 2xx, or with a token where only that was asked for. */
  "ok",
  /** 401, 403 or 407. */
  "unauthorized",
  /** Another answer, which says nothing about the credential: a redirect, or a 404. */
  "inconclusive",
  /** 5xx. */
  "upstream_error",
  "unreachable",
  "timeout",
  "tls_failed",
  /** An environment variable or a secret file that isn't there, or may not be read. */
  "missing_env",
  "egress_refused",
  /** The token endpoint gave no usable token. */
  "token_endpoint_refused",
  /** The gateway can't make anything of it: an unreadable certificate, say. */
  "unusable",
  /** The gateway has as many tests under way as it takes. */
  "busy",
] as const;
export type TestResult = (typeof testResults)[number];

/** What a later gateway adds to it is left out. */
const commandAnswer = z.object({
  nonce: z.string().max(64),
  workerId: z.string().max(200),
  result: z.enum(testResults),
  /** The name that is missing; for `missing_env` alone. */
  missing: z.string().max(200).nullable(),
});

export type CommandAnswer = z.infer<typeof commandAnswer>;

/** @param key derived from SNAPSHOT_KEY with the label "command-answers" */
export function sealAnswer(key: KeyObject, answer: CommandAnswer): string {
  return authenticate(key, "command-answer", answer);
}

/** @throws ProtocolError for a forged, malformed or oversized answer */
export function openAnswer(keys: AcceptedKeys, text: string): CommandAnswer {
  return openAuthenticated(keys, "command-answer", commandAnswer, text, 4 * 1024);
}
