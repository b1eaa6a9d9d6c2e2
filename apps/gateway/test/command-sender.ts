import { deriveKey } from "@zerq/crypto/derive";
import { secretKey } from "@zerq/crypto/secret-key";
import { createSigner, parsePrivateKey } from "@zerq/crypto/signing";
import { commandAnswersChannel, commandChannel, gatewayReportsKey } from "@zerq/plane-protocol/channels";
import { type CommandTarget, signCommand } from "@zerq/plane-protocol/command";
import { type CommandAnswer, type CommandBody, openAnswer } from "@zerq/plane-protocol/command-body";
import { openReport } from "@zerq/plane-protocol/report";
import { Redis } from "ioredis";
import { eventually, type TestGateway } from "./started-gateway.ts";

/** Management's side of commands, for tests that have no management. */
export async function commandSender({ config, redis: server }: TestGateway) {
  const snapshotKey = secretKey(Buffer.from(config.keys.SNAPSHOT_KEY, "base64"));
  const by = createSigner(parsePrivateKey(config.keys.CONFIG_SIGNING_KEY));
  const keys = { by, key: deriveKey(snapshotKey, "commands"), deployment: config.deployment };
  const answers: CommandAnswer[] = [];
  const subscriber = new Redis(server.url);
  subscriber.on("message", (_channel, text) =>
    answers.push(openAnswer(deriveKey(snapshotKey, "command-answers"), text)),
  );
  await subscriber.subscribe(commandAnswersChannel);
  const target = await eventually("the worker's report", async (): Promise<CommandTarget | undefined> => {
    const [text] = Object.values(await config.redis.hgetall(gatewayReportsKey));
    if (text === undefined) return undefined;
    const { workerId, startedAt } = openReport(deriveKey(snapshotKey, "reports"), text);
    return { workerId, startedAt };
  });

  const sign = (body: CommandBody, more: { target?: CommandTarget; by?: typeof by; now?: number } = {}) =>
    signCommand({ ...keys, by: more.by ?? by }, more.target ?? target, body, more.now);
  const send = (text: string) => config.redis.publish(commandChannel(target.workerId), text);

  return {
    answers,
    target,
    sign,
    send,
    /** Sends a command and waits for its answer. */
    async ask(body: CommandBody): Promise<Pick<CommandAnswer, "result" | "missing">> {
      const { text, nonce } = sign(body);
      await send(text);
      const find = async () => answers.find((answer) => answer.nonce === nonce);
      const { result, missing } = await eventually("an answer to a command", find);
      return { result, missing };
    },
    stop: () => subscriber.disconnect(),
  };
}
