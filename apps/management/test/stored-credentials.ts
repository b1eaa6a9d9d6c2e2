import { randomBytes } from "node:crypto";
import { secretKey } from "@zerq/crypto/secret-key";
import { Types } from "mongoose";
import type { Connection } from "../src/database/connect.ts";
import { openKeyRing } from "../src/keys/key-records.ts";
import { credentialModel } from "../src/resources/credentials/credential.model.ts";
import { secretPlace } from "../src/resources/credentials/secret-place.ts";
import { environmentKeys } from "./environment-keys.ts";

export type StoredCredentials = {
  /** By id: the secret that was stored. */
  secrets: ReadonlyMap<string, string>;
  /** Every secret as the ring of this key opens it now, with the id of the key that it is under. */
  read(): Promise<{ secrets: Map<string, string>; keyIds: Set<string> }>;
};

/**
 * Credentials straight into the database, encrypted as management does it: thousands of changes would take minutes.
 * @param encryptionKey base64
 */
export async function storeCredentials(
  connection: Connection,
  encryptionKey: string,
  count: number,
): Promise<StoredCredentials> {
  const wrappers = environmentKeys(secretKey(Buffer.from(encryptionKey, "base64")));
  const ring = await openKeyRing(connection, wrappers);
  const secrets = new Map<string, string>();
  const now = new Date();
  const documents = Array.from({ length: count }, (_, index) => {
    const _id = new Types.ObjectId();
    const id = _id.toHexString();
    const secret = `secret-${randomBytes(12).toString("hex")}`;
    secrets.set(id, secret);
    return {
      ...{
        _id,
        key: `bulk-${index}`,
        labels: {},
        managedBy: null,
        createdAt: now,
        updatedAt: now,
        revision: 1,
      },
      ...{ name: `Bulk ${index}`, description: "", type: "api_key", origins: ["http://127.0.0.1:9"] },
      fields: { keyIn: "header", keyName: "X-Api-Key" },
      secrets: {
        apiKey: { source: "value", ...ring.encryptField(secret, secretPlace("default", id, "apiKey")) },
      },
    };
  });
  const { collection } = credentialModel(connection);
  // By id, and not all at once: where a slow disk makes the driver try again, nothing is there twice.
  while (documents.length > 0)
    await collection.bulkWrite(
      documents.splice(0, 100).map((document) => ({
        replaceOne: { filter: { _id: document._id }, replacement: document as never, upsert: true },
      })),
    );
  return {
    secrets,
    async read() {
      const now = await openKeyRing(connection, wrappers);
      const stored = await collection.find({ type: "api_key" }).toArray();
      const found = stored.map(({ _id, secrets: { apiKey } }): [string, string] => {
        const id = String(_id);
        return [id, now.decryptField(apiKey, secretPlace("default", id, "apiKey")).reveal()];
      });
      return {
        secrets: new Map(found),
        keyIds: new Set(stored.map(({ secrets: { apiKey } }) => apiKey.keyId)),
      };
    },
  };
}
