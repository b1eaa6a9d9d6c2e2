import { createRevocationSources } from "@zerq/auth/certificates/revocation-sources";
import { createKeySources } from "@zerq/auth/key-sources";
import { secretKey } from "@zerq/crypto/secret-key";
import { createVerifier, parsePublicKey } from "@zerq/crypto/signing";
import { createLogger } from "@zerq/logging/logger";
import { Secret } from "@zerq/logging/secret";
import { connectRedis, type Redis } from "@zerq/service/redis";
import { createSecretOpener } from "../../../apps/gateway/src/snapshot/secret-opener.ts";
import type { ClientsJob } from "./client-messages.ts";

/** What all snapshot clients of a process have in common. */
export function clientParts(job: Omit<ClientsJob, "names">) {
  const key = secretKey(Buffer.from(job.snapshotKey, "base64"));
  const onProblem = () => undefined;
  const fetch = async (): Promise<never> => {
    throw new Error("nothing is fetched here");
  };
  return {
    key,
    follower: {
      deployment: job.deployment,
      verifier: createVerifier([parsePublicKey(job.verifyKey)]),
      opener: createSecretOpener(key, job.deployment, () => undefined),
      sources: {
        keys: createKeySources({ fetch, onProblem }),
        revocation: createRevocationSources({ fetch, onProblem, onChange: onProblem }),
      },
      logger: createLogger({ service: "bench", level: "error" }),
    },
    async connect(): Promise<Redis> {
      const redis = connectRedis(new Secret(job.redis), (error) =>
        console.error(`a snapshot client lost Redis: ${error.message}`),
      );
      await redis.connect();
      return redis;
    },
  };
}
