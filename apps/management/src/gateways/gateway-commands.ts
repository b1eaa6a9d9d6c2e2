import type { KeyInUse } from "@zerq/crypto/shared-keys";
import type { Signer } from "@zerq/crypto/signing";
import { AppError } from "@zerq/errors/app-error";
import type { Logger } from "@zerq/logging/logger";
import { commandAnswersChannel, commandChannel } from "@zerq/plane-protocol/channels";
import { COMMAND_LIFETIME_MS, signCommand } from "@zerq/plane-protocol/command";
import { type CommandAnswer, type CommandBody, openAnswer } from "@zerq/plane-protocol/command-body";
import type { Redis } from "@zerq/service/redis";
import type { GatewayRegistry, KnownWorker } from "./gateway-registry.ts";

/** What a gateway worker did; without an answer nobody knows. */
type CommandOutcome = { readonly instanceId: string; readonly answer: CommandAnswer | undefined };

export type GatewayCommands = {
  /**
   * Has one live gateway worker do something, and waits for its answer.
   * @param groups the gateway groups that may have it; any when it isn't given
   * @throws AppError `no_gateway` when none of them is connected, `service_unavailable` when Redis is away
   */
  ask(body: CommandBody, groups?: ReadonlySet<string>): Promise<CommandOutcome>;
  /** Answers that were refused since the start: forged, malformed or of another worker than was asked. */
  refused(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
};

type Waiting = { readonly workerId: string; readonly settle: (answer: CommandAnswer | undefined) => void };

/**
 * Commands to gateways, and their answers. Every instance of management hears every answer and takes those that it has asked
 * for: an answer counts once, from the worker that was asked.
 */
export function createGatewayCommands(options: {
  redis: Redis;
  subscriber: Redis;
  signer: Signer;
  snapshotKeys: KeyInUse;
  deployment: string;
  gateways: Pick<GatewayRegistry, "live">;
  logger: Logger;
  /** Milliseconds; not longer than commands are valid. */
  patienceMs?: number;
}): GatewayCommands {
  const { redis, subscriber, gateways, logger, patienceMs = COMMAND_LIFETIME_MS } = options;
  const answerKeys = options.snapshotKeys.derive("command-answers").all;
  const commandKeys = options.snapshotKeys.derive("commands");
  const { signer: by, deployment } = options;
  const waiting = new Map<string, Waiting>();
  let refused = 0;

  function take(text: string): void {
    try {
      const answer = openAnswer(answerKeys, text);
      const asked = waiting.get(answer.nonce);
      // Another instance has asked, or it is too late.
      if (asked === undefined) return;
      if (asked.workerId !== answer.workerId) throw new Error("an answer of another worker than was asked");
      asked.settle(answer);
    } catch (error) {
      refused += 1;
      if (refused === 1) logger.warn("an answer to a command was refused", { error });
    }
  }

  const onMessage = (channel: string, text: string) => {
    if (channel === commandAnswersChannel) take(text);
  };

  function answerTo(nonce: string, workerId: string): Promise<CommandAnswer | undefined> {
    return new Promise((resolve) => {
      const settle = (answer: CommandAnswer | undefined) => {
        clearTimeout(timer);
        waiting.delete(nonce);
        resolve(answer);
      };
      const timer = setTimeout(() => settle(undefined), patienceMs);
      waiting.set(nonce, { workerId, settle });
    });
  }

  return {
    refused: () => refused,
    async ask(body, groups) {
      const live = gateways.live();
      const { report } = oneOf(
        groups === undefined ? live : live.filter((worker) => groups.has(worker.report.group)),
      );
      const { workerId, startedAt, instanceId } = report;
      const keys = { by, key: commandKeys.used, deployment };
      const { text, nonce } = signCommand(keys, { workerId, startedAt }, body);
      const answered = answerTo(nonce, workerId);
      try {
        await redis.publish(commandChannel(workerId), text);
      } catch (error) {
        waiting.get(nonce)?.settle(undefined);
        throw new AppError("service_unavailable", { log: "a command can't be published", cause: error });
      }
      return { instanceId, answer: await answered };
    },
    async start() {
      subscriber.on("message", onMessage);
      await subscriber.subscribe(commandAnswersChannel);
    },
    async stop() {
      subscriber.off("message", onMessage);
      await subscriber.unsubscribe(commandAnswersChannel).catch(() => undefined);
      for (const { settle } of [...waiting.values()]) settle(undefined);
    },
  };
}

/** Any of them, so that no single one does all the work. */
function oneOf(workers: readonly KnownWorker[]): KnownWorker {
  const chosen = workers[Math.floor(Math.random() * workers.length)];
  if (chosen === undefined) throw new AppError("no_gateway");
  return chosen;
}
