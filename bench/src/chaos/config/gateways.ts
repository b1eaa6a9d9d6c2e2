import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { testKeys } from "@zerq/test-kit/keys";
import {
  type GatewayProcess,
  startGatewayProcess,
  untilReady,
} from "../../../../apps/gateway/test/gateway-process.ts";

/** A gateway that can be killed and started again. Each run has ports of its own, and is a life of its own. */
export type Gateway = {
  readonly url: string;
  /** Of the one that supervises and keeps the config. */
  readonly pid: number;
  workers(): Promise<number[]>;
  /** Rises with every start. */
  readonly life: number;
  /** Whether it is ready and nothing was done to it. */
  readonly isUp: boolean;
  start(): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Takes away what it has kept; not while it runs. */
  forget(): void;
};

export function createGateway(
  keys: ReturnType<typeof testKeys>,
  redisUrl: string,
  environment: Record<string, string>,
): Gateway {
  const directory = mkdtempSync(join(tmpdir(), "zerq-kept-"));
  let gateway: GatewayProcess | undefined;
  let [life, isUp] = [0, false];
  return {
    get url() {
      return gateway?.url ?? "";
    },
    get pid() {
      return gateway?.pid ?? 0;
    },
    workers: async () => (await gateway?.workers()) ?? [],
    get life() {
      return life;
    },
    get isUp() {
      return isUp;
    },
    async start() {
      life += 1;
      gateway = await startGatewayProcess({ keys }, redisUrl, {
        ...environment,
        GATEWAY_AUTH_FAILURES: "0",
        GATEWAY_SNAPSHOT_FILE: join(directory, "config"),
        LOG_LEVEL: "error",
      });
      await untilReady(gateway);
      isUp = true;
    },
    async kill(signal) {
      isUp = false;
      gateway?.kill(signal);
      await gateway?.exited;
      gateway = undefined;
    },
    forget() {
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
