import { freePort } from "@zerq/test-kit/free-port";
import { CONSOLE_SECRET, type TestIdentityProvider } from "@zerq/test-kit/identity-provider";
import { apiCaller, type Call } from "./api-caller.ts";
import { type ServiceProcess, startServiceProcess } from "./service-process.ts";
import { testEnvironment } from "./test-settings.ts";

export type ServiceInstance = ServiceProcess & {
  url: string;
  call: Call;
  kill(signal: NodeJS.Signals): Promise<void>;
};

/**
 * Management as a process of its own, ready, with ports of its own.
 * @param environment of the deployment: stores and keys
 */
export async function startInstance(
  identity: TestIdentityProvider,
  environment: Record<string, string>,
): Promise<ServiceInstance> {
  const [api, internal, operations] = [await freePort(), await freePort(), await freePort()];
  const url = `http://127.0.0.1:${api}`;
  const started = startServiceProcess(
    testEnvironment({
      OIDC_ISSUER: identity.issuer,
      OIDC_CLIENT_SECRET: CONSOLE_SECRET,
      ZERQ_MANAGEMENT_PORT: String(api),
      ZERQ_MANAGEMENT_INTERNAL_PORT: String(internal),
      ZERQ_MANAGEMENT_OPERATIONS_PORT: String(operations),
      MANAGEMENT_BASE_URL: url,
      ...environment,
    }),
  );
  for (const deadline = Date.now() + 90_000; ; ) {
    const answer = await fetch(`http://127.0.0.1:${operations}/readyz`).catch(() => undefined);
    if (answer?.ok) break;
    if (Date.now() > deadline || started.child.exitCode !== null)
      throw new Error(`not ready:\n${started.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const call = await apiCaller({ url, identity }, "admin");
  return {
    ...started,
    url,
    call,
    async kill(signal) {
      started.child.kill(signal);
      await started.exited;
    },
  };
}
