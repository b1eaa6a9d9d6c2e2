import type { Verifier } from "@zerq/crypto/signing";
import type { EgressGuard } from "@zerq/egress/guard";
import type { Logger } from "@zerq/logging/logger";
import { CommandReader, type CommandTarget } from "@zerq/plane-protocol/command";
import type { Redis } from "@zerq/service/redis";
import type { SecretOpener } from "../snapshot/secret-opener.ts";
import type { SnapshotKeys } from "../snapshot/snapshot-keys.ts";
import { type CommandListener, createCommandListener } from "./command-listener.ts";

/** Milliseconds for each step of a test; all of them together stay below what management waits for. */
const STEP_MS = 5_000;

/** The commands of one worker, with the keys that they are under. */
export function openCommands(parts: {
  redis: Redis;
  subscriber: Redis;
  deployment: string;
  verifier: Verifier;
  opener: SecretOpener;
  snapshotKeys: SnapshotKeys;
  worker: CommandTarget;
  guard: EgressGuard;
  logger: Logger;
}): CommandListener {
  const { redis, subscriber, deployment, verifier, opener, snapshotKeys, worker, guard, logger } = parts;
  const keys = { by: verifier, key: snapshotKeys.derive("commands").all, deployment };
  const answers = snapshotKeys.derive("command-answers");
  return createCommandListener({
    redis,
    subscriber,
    workerId: worker.workerId,
    reader: new CommandReader(keys, worker),
    get answerKey() {
      return answers.used;
    },
    tools: { guard, opener, timeoutMs: STEP_MS },
    logger,
  });
}
