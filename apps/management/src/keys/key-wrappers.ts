import { createEnvironmentWrapper } from "@zerq/crypto/environment-wrapper";
import type { KeyWrapper, KeyWrappers } from "@zerq/crypto/key-wrapper";
import { secretKey } from "@zerq/crypto/secret-key";
import type { EgressGuard } from "@zerq/egress/guard";
import type { Secret } from "@zerq/logging/secret";
import type { ManagementSettings } from "../env.ts";
import { createVaultClient } from "./vault-client.ts";
import { createVaultWrapper } from "./vault-wrapper.ts";

/**
 * The provider that KEY_PROVIDER names, and everything else that is set as what opens what it wrapped before: so a move
 * from one provider to the other is a restart and `zerq keys rewrap`.
 * @throws Error when VAULT_ADDR may not be called
 */
export function keyWrappers(settings: ManagementSettings, egress: EgressGuard): KeyWrappers {
  const { ENCRYPTION_KEY: key, ENCRYPTION_KEYS_PREVIOUS: earlier } = settings;
  const environment = [...(key === undefined ? [] : [key]), ...earlier].map(ofEnvironment);
  const vault = settings.VAULT_ADDR === undefined ? [] : [ofVault(settings, settings.VAULT_ADDR, egress)];
  const inOrder: Readonly<Record<ManagementSettings["KEY_PROVIDER"], KeyWrapper[]>> = {
    environment: [...environment, ...vault],
    vault: [...vault, ...environment],
  };
  const [current, ...previous] = inOrder[settings.KEY_PROVIDER];
  if (current === undefined) throw new Error("a key provider without a key was not refused");
  return { current, previous };
}

function ofEnvironment(key: Secret<Buffer>): KeyWrapper {
  return createEnvironmentWrapper(secretKey(key.reveal()));
}

function ofVault(settings: ManagementSettings, address: string, egress: EgressGuard): KeyWrapper {
  const refused = egress.checkUrl(address);
  if (refused !== undefined) throw new Error(`VAULT_ADDR: ${refused.message}`);
  const { VAULT_CACERT: ca, VAULT_TIMEOUT: timeoutMs } = settings;
  return createVaultWrapper({
    client: createVaultClient({
      address,
      token: settings.VAULT_TOKEN,
      namespace: settings.VAULT_NAMESPACE,
      timeoutMs,
      fetch: ca === "" ? egress.fetch : egress.fetchTrusting(ca),
    }),
    mount: settings.VAULT_TRANSIT_MOUNT,
    key: settings.VAULT_TRANSIT_KEY,
  });
}
