import { freePort } from "@zerq/dev-stack/free-port";
import { CONSOLE_SECRET, type TestIdentityProvider } from "@zerq/test-kit/identity-provider";
import {
  type ServiceProcess,
  startServiceProcess,
} from "../../../../apps/management/test/service-process.ts";
import { testEnvironment } from "../../../../apps/management/test/test-settings.ts";
import { pause } from "../../pause.ts";

const READY_WITHIN_MS = 120_000;

/** A management instance that can be killed and started again at the same address. */
export type Management = {
  readonly url: string;
  /** Of its listener for the portal. */
  readonly internalUrl: string;
  readonly pid: number;
  /** Whether it was ready and hasn't been killed since. */
  readonly isUp: boolean;
  start(): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<void>;
};

/** @param environment of the deployment: stores and keys */
export async function createManagement(
  identity: TestIdentityProvider,
  environment: Record<string, string>,
): Promise<Management> {
  const [api, internal, operations] = [await freePort(), await freePort(), await freePort()];
  const url = `http://127.0.0.1:${api}`;
  const settings = testEnvironment({
    ...environment,
    LOG_LEVEL: "error",
    OIDC_ISSUER: identity.issuer,
    OIDC_CLIENT_SECRET: CONSOLE_SECRET,
    MANAGEMENT_BASE_URL: url,
    ZERQ_MANAGEMENT_PORT: String(api),
    ZERQ_MANAGEMENT_INTERNAL_PORT: String(internal),
    ZERQ_MANAGEMENT_OPERATIONS_PORT: String(operations),
  });
  let service: ServiceProcess | undefined;
  let isUp = false;

  async function start(): Promise<void> {
    for (const deadline = performance.now() + READY_WITHIN_MS; ; await pause(25)) {
      // It doesn't start without its stores, and whoever runs it starts it again.
      if (service === undefined || service.child.exitCode !== null) service = startServiceProcess(settings);
      const ready = await fetch(`http://127.0.0.1:${operations}/readyz`).catch(() => undefined);
      if (ready?.ok === true) break;
      if (performance.now() > deadline) throw new Error(`management is not ready:\n${service.output()}`);
    }
    isUp = true;
  }

  return {
    url,
    internalUrl: `http://127.0.0.1:${internal}`,
    get pid() {
      return service?.child.pid ?? 0;
    },
    get isUp() {
      return isUp;
    },
    start,
    async kill(signal) {
      isUp = false;
      service?.child.kill(signal);
      await service?.exited;
      service = undefined;
    },
  };
}
