import type { KeyObject } from "node:crypto";
import type { Logger } from "@zerq/logging/logger";
import { commandAnswersChannel, commandChannel } from "@zerq/plane-protocol/channels";
import type { CommandReader } from "@zerq/plane-protocol/command";
import { type CommandBody, sealAnswer } from "@zerq/plane-protocol/command-body";
import type { Redis } from "@zerq/service/redis";
import { hearChannel } from "../hear-channel.ts";
import { type Tested, type TestTools, testCredential } from "./test-credential.ts";

export type CommandListener = {
  start(): Promise<void>;
  stop(): Promise<void>;
};

export type CommandListenerOptions = {
  readonly redis: Redis;
  readonly subscriber: Redis;
  readonly workerId: string;
  readonly reader: CommandReader;
  /** Derived from SNAPSHOT_KEY with the label "command-answers"; read anew for each answer. */
  readonly answerKey: KeyObject;
  readonly tools: TestTools;
  readonly logger: Logger;
};

/** Commands under way at once: they are asked for by hand, and requests come first. */
const MAX_RUNNING = 4;
/** More than there are problems that somebody without keys can cause. */
const MOST_TOLD = 20;

type Kind = CommandBody["kind"];
const runners: {
  readonly [K in Kind]: (body: Extract<CommandBody, { kind: K }>, tools: TestTools) => Promise<Tested>;
} = { "test-credential": testCredential };

/** Does what management asks of this worker alone, and answers. What is not for it, too late or repeated is told to nobody. */
export function createCommandListener(options: CommandListenerOptions): CommandListener {
  const { redis, subscriber, workerId, reader, tools, logger } = options;
  const running = new Set<Promise<void>>();
  const told = new Set<string>();

  async function run(nonce: string, body: CommandBody): Promise<void> {
    const { result, missing } =
      running.size < MAX_RUNNING
        ? await runners[body.kind](body, tools)
        : { result: "busy" as const, missing: null };
    logger.info("a credential was tested", { credential: body.credential.id, result, missing });
    const answer = sealAnswer(options.answerKey, { nonce, workerId, result, missing });
    await redis.publish(commandAnswersChannel, answer);
  }

  function take(text: string): void {
    try {
      const { nonce, body } = reader.take(text);
      const task = run(nonce, body)
        .catch((error: unknown) => logger.warn("a command has failed", { problem: String(error) }))
        .finally(() => running.delete(task));
      running.add(task);
    } catch (error) {
      const problem = (error as Error).message;
      // One line for each problem: whoever floods the channel must not flood the log.
      if (!told.has(problem) && told.size < MOST_TOLD) logger.warn("a command was refused", { problem });
      told.add(problem);
    }
  }

  const heard = hearChannel(subscriber, commandChannel(workerId), take);
  return {
    start: () => heard.start(),
    async stop() {
      heard.stop();
      await Promise.all(running);
    },
  };
}
