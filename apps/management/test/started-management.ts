import { createLogger } from "@zerq/logging/logger";
import { freePort } from "@zerq/test-kit/free-port";
import {
  CONSOLE_SECRET,
  startTestIdentityProvider,
  type TestIdentityProvider,
} from "@zerq/test-kit/identity-provider";
import { freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { startManagement } from "../src/start-management.ts";
import { holdAnswers } from "./hold-answers.ts";
import { testEnvironment, testSettings } from "./test-settings.ts";

export type StartedManagement = {
  url: string;
  internalUrl: string;
  operationsUrl: string;
  identity: TestIdentityProvider;
  /** Of the service, for a second instance or a look behind it. */
  environment: Record<string, string>;
  stop(): Promise<void>;
};

/** A whole management service in this process, over a database, a Redis and an identity provider of its own. */
export async function startTestManagement(
  more: Record<string, string> = {},
  users: Parameters<typeof startTestIdentityProvider>[1] = {},
  logger = createLogger({ service: "management", level: "error" }),
): Promise<StartedManagement> {
  const [api, internal, operations] = [await freePort(), await freePort(), await freePort()];
  const url = `http://127.0.0.1:${api}`;
  const [identity, redis] = await Promise.all([startTestIdentityProvider(url, users), freshRedis()]);
  const environment = testEnvironment({
    ZERQ_MANAGEMENT_PORT: String(api),
    ZERQ_MANAGEMENT_INTERNAL_PORT: String(internal),
    ZERQ_MANAGEMENT_OPERATIONS_PORT: String(operations),
    MANAGEMENT_BASE_URL: url,
    MONGODB_URI: freshDatabase(),
    REDIS_URL: redis.url,
    OIDC_ISSUER: identity.issuer,
    OIDC_CLIENT_SECRET: CONSOLE_SECRET,
    ...more,
  });
  const management = await startManagement(testSettings(environment), logger);
  holdAnswers(url);
  return {
    url,
    internalUrl: `http://127.0.0.1:${internal}`,
    operationsUrl: `http://127.0.0.1:${operations}`,
    identity,
    environment,
    async stop() {
      await management.stop();
      await Promise.all([identity.stop(), redis.stop()]);
    },
  };
}
