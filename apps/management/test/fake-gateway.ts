import { deriveKey } from "@zerq/crypto/derive";
import { randomToken } from "@zerq/crypto/random";
import { secretKey } from "@zerq/crypto/secret-key";
import { createVerifier, parsePrivateKey, publicKeyOf } from "@zerq/crypto/signing";
import {
  commandAnswersChannel,
  commandChannel,
  gatewayReportsChannel,
  gatewayReportsKey,
} from "@zerq/plane-protocol/channels";
import { CommandReader } from "@zerq/plane-protocol/command";
import { type CommandAnswer, type CommandBody, sealAnswer } from "@zerq/plane-protocol/command-body";
import { sealReport } from "@zerq/plane-protocol/report";
import { Redis } from "ioredis";
import type { StartedManagement } from "./started-management.ts";

export type FakeGateway = {
  /** What it was asked to do, newest last, and the messages as they came. */
  commands: CommandBody[];
  messages: string[];
  /** @param epoch left out by gateways of before they said it */
  report(version: number, epoch?: number): Promise<void>;
  stop(): Promise<void>;
};

export type FakeAnswer = Partial<Omit<CommandAnswer, "nonce">> & {
  /** Sealed by somebody without SNAPSHOT_KEY. */
  forged?: true;
};

/**
 * A gateway worker as management sees one: its sealed reports, and its answers to commands.
 * @param answer what it says to a command; undefined for silence
 */
export async function startFakeGateway(
  { environment }: Pick<StartedManagement, "environment">,
  answer: (body: CommandBody) => FakeAnswer[] = () => [{ result: "ok" }],
): Promise<FakeGateway> {
  const [redis, subscriber] = [
    new Redis(environment["REDIS_URL"] ?? ""),
    new Redis(environment["REDIS_URL"] ?? ""),
  ];
  const snapshotKey = secretKey(Buffer.from(environment["SNAPSHOT_KEY"] ?? "", "base64"));
  const key = deriveKey(snapshotKey, "reports");
  const answerKey = deriveKey(snapshotKey, "command-answers");
  const workerId = randomToken(8);
  const startedAt = Date.now();
  const by = createVerifier([publicKeyOf(parsePrivateKey(environment["CONFIG_SIGNING_KEY"] ?? ""))]);
  const keys = { by, key: deriveKey(snapshotKey, "commands"), deployment: "default" };
  const reader = new CommandReader(keys, { workerId, startedAt });
  const commands: CommandBody[] = [];
  const messages: string[] = [];
  subscriber.on("message", (_channel, text: string) => {
    messages.push(text);
    const { nonce, body } = reader.take(text);
    commands.push(body);
    for (const { forged, ...said } of answer(body)) {
      const whole = { nonce, workerId, result: "ok" as const, missing: null, ...said };
      void redis.publish(commandAnswersChannel, sealAnswer(forged === undefined ? answerKey : key, whole));
    }
  });
  await subscriber.subscribe(commandChannel(workerId));
  const sealed = (version: number, leaving: boolean, epoch?: number) =>
    sealReport(key, {
      ...{ instanceId: "instance", workerId, group: "default", version, hash: "" },
      ...{ startedAt, time: Date.now(), lastError: null, problems: [], missingEnv: [] },
      ...{ limiterMode: "leased", headAgeMs: 0, leaving },
      ...(epoch === undefined ? {} : { epoch }),
    });
  const report = async (version: number, epoch?: number) => {
    const text = sealed(version, false, epoch);
    await redis.hset(gatewayReportsKey, workerId, text);
    await redis.publish(gatewayReportsChannel, text);
  };
  await report(0);
  return {
    commands,
    messages,
    report,
    async stop() {
      await redis.hdel(gatewayReportsKey, workerId);
      await redis.publish(gatewayReportsChannel, sealed(0, true));
      subscriber.disconnect();
      redis.disconnect();
    },
  };
}
