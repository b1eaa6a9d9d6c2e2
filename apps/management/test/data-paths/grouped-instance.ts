import { deriveKey } from "@zerq/crypto/derive";
import { randomKey } from "@zerq/crypto/secret-key";
import { createSigner, generateSigningKeys, parsePrivateKey, publicKeyOf } from "@zerq/crypto/signing";
import { openKeyRing } from "../../src/keys/key-records.ts";
import { declareGroups } from "../../src/resources/gateway-groups/declare-groups.ts";
import type { ResourceContext } from "../../src/resources/resource-kind.ts";
import { setUpDeployment } from "../../src/resources/set-up.ts";
import { environmentKeys } from "../environment-keys.ts";
import { deployment, type Instance, openInstance, quietLogger } from "./instance.ts";

/** One for all of them, so that two may share a database. */
const masterKey = randomKey();
export const groupsSigningKey = parsePrivateKey(generateSigningKeys().privateKey);
export const groupsVerifyKey = publicKeyOf(groupsSigningKey);

/** An instance with resources, set up and with its gateway groups declared. */
export async function openGroupedInstance(
  stores: { mongo: string; redis: string },
  groups: readonly string[],
): Promise<{ instance: Instance; context: ResourceContext }> {
  const instance = await openInstance({ ...stores, signer: createSigner(groupsSigningKey) });
  const { connection, changes } = instance;
  const context: ResourceContext = {
    connection,
    ring: await openKeyRing(connection, environmentKeys(masterKey)),
    deployment,
    snapshotKey: randomKey(),
    addressKey: deriveKey(randomKey(), "address-hash"),
    checkEgress: () => undefined,
  };
  await setUpDeployment(context, changes);
  await declareGroups(context, changes, groups, quietLogger());
  return { instance, context };
}
