import type { KeyObject } from "node:crypto";
import { randomToken } from "@zerq/crypto/random";
import { openUnderAny, SealError, sealValue } from "@zerq/crypto/sealed-value";
import type { AcceptedKeys } from "@zerq/crypto/shared-keys";
import type { Signer, Verifier } from "@zerq/crypto/signing";
import { z } from "zod";
import { type CommandBody, commandBody } from "./command-body.ts";
import { readableVersion, SCHEMA_VERSION } from "./later-schema.ts";
import { ProtocolError } from "./protocol-error.ts";
import { openMessage, signMessage } from "./signed-message.ts";

/**
 * What management asks one gateway worker to do: signed with CONFIG_SIGNING_KEY, so that no writer to Redis can give one, and
 * sealed under a key derived from SNAPSHOT_KEY, so that no reader of Redis learns what it says. It names the process that it
 * is for and when it ends, and is taken once.
 */
const command = z
  .object({
    schemaVersion: readableVersion,
    deployment: z.string().max(200),
    target: z.object({ workerId: z.string().max(200), startedAt: z.number().int() }).strict(),
    nonce: z.string().min(16).max(64),
    issuedAt: z.number().int(),
    expiresAt: z.number().int(),
    sealed: z.string(),
  })
  .strict();

/** One process: a worker that is started again under its old name has another `startedAt`, and forgot what it has taken. */
export type CommandTarget = { readonly workerId: string; readonly startedAt: number };

/** Milliseconds from issue to end. A gateway takes none that would live longer, so what it has to remember is bounded. */
export const COMMAND_LIFETIME_MS = 15_000;
/** Milliseconds by which a gateway's clock may be behind. */
const CLOCK_TOLERANCE_MS = 10_000;

export type CommandKeys<By, Key = KeyObject> = {
  readonly by: By;
  /** Derived from SNAPSHOT_KEY with the label "commands". */
  readonly key: Key;
  readonly deployment: string;
};

export function signCommand(
  { by, key, deployment }: CommandKeys<Signer>,
  target: CommandTarget,
  body: CommandBody,
  now = Date.now(),
): { text: string; nonce: string } {
  const nonce = randomToken(16);
  const place = placeOf(deployment, target, nonce);
  const { text } = signMessage(by, "command", {
    schemaVersion: SCHEMA_VERSION,
    deployment,
    target,
    nonce,
    issuedAt: now,
    expiresAt: now + COMMAND_LIFETIME_MS,
    sealed: sealValue(key, JSON.stringify(body), place),
  } satisfies z.infer<typeof command>);
  return { text, nonce };
}

/** A worker's side: takes each command for this process once, while it is valid. */
export class CommandReader {
  readonly #keys: CommandKeys<Verifier, AcceptedKeys>;
  readonly #target: CommandTarget;
  /** Nonces that were taken, and when the commands end. */
  readonly #taken = new Map<string, number>();

  constructor(keys: CommandKeys<Verifier, AcceptedKeys>, target: CommandTarget) {
    this.#keys = keys;
    this.#target = target;
  }

  /**
   * @throws ProtocolError `malformed`, `bad-signature`, `schema-version`, `wrong-deployment`, `wrong-target`, `expired` or
   *   `replayed`; one that was thrown for a command says nothing about later ones
   */
  take(text: string, now = Date.now()): { nonce: string; body: CommandBody } {
    const { by, key, deployment } = this.#keys;
    const { payload } = openMessage(by, "command", command, text);
    const { nonce, target, issuedAt, expiresAt } = payload;
    if (payload.deployment !== deployment) throw new ProtocolError("wrong-deployment", "command");
    if (target.workerId !== this.#target.workerId || target.startedAt !== this.#target.startedAt)
      throw new ProtocolError("wrong-target", "command");
    const isTimely = issuedAt <= now + CLOCK_TOLERANCE_MS && now < expiresAt;
    if (!isTimely || expiresAt - issuedAt > COMMAND_LIFETIME_MS)
      throw new ProtocolError("expired", "command");
    this.#forgetEnded(now);
    if (this.#taken.has(nonce)) throw new ProtocolError("replayed", "command");
    this.#taken.set(nonce, expiresAt);
    return { nonce, body: openBody(key, payload.sealed, placeOf(deployment, target, nonce)) };
  }

  /** What has ended is refused for that, so its nonce needn't be known any more. */
  #forgetEnded(now: number): void {
    for (const [nonce, expiresAt] of this.#taken) if (expiresAt <= now) this.#taken.delete(nonce);
  }
}

function openBody(keys: AcceptedKeys, sealed: string, place: readonly string[]): CommandBody {
  try {
    const parsed = commandBody.safeParse(
      JSON.parse(openUnderAny(keys, sealed, place).plain.toString("utf8")),
    );
    if (parsed.success) return parsed.data;
  } catch (error) {
    throw new ProtocolError(error instanceof SealError ? "bad-signature" : "malformed", "command");
  }
  throw new ProtocolError("schema-version", "command");
}

/** Binds what is sealed to its command, so that it can't be put into another. */
function placeOf(deployment: string, { workerId, startedAt }: CommandTarget, nonce: string): string[] {
  return ["command", deployment, workerId, String(startedAt), nonce];
}
