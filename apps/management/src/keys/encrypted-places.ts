import type { EncryptedField } from "@zerq/crypto/key-ring";
import type { Connection } from "mongoose";
import { type CredentialDocument, credentialModel } from "../resources/credentials/credential.model.ts";
import { secretNames } from "../resources/credentials/credential-types.ts";
import { secretPlace } from "../resources/credentials/secret-place.ts";
import { type ProfileDocument, profileModel } from "../resources/profiles/profile.model.ts";
import { secretVersionPlace } from "../resources/profiles/secret-version.ts";
import { type SessionDocument, sessionModel } from "../session/session.model.ts";
import { sessionTokenPlace, tokenNames } from "../session/session-store.ts";

/** One encrypted value of a document: where it is, and what it was encrypted for. */
export type FoundField = { path: string; value: EncryptedField; place: readonly string[] };

/** A collection whose documents hold values that are encrypted under a data key. */
export type EncryptedPlace = {
  collection(connection: Connection): ReturnType<Connection["collection"]>;
  /** Paths at which a key's id may stand, through lists as well. */
  keyIdPaths: readonly string[];
  fieldsOf(document: unknown, deployment: string): FoundField[];
};

/** Every place with encrypted values. What isn't here is not encrypted anew by a rotation. */
export const encryptedPlaces: readonly EncryptedPlace[] = [
  {
    collection: (connection) => credentialModel(connection).collection,
    keyIdPaths: secretNames.map((name) => `secrets.${name}.keyId`),
    fieldsOf(document, deployment) {
      const { _id, secrets } = document as CredentialDocument;
      return Object.entries(secrets).flatMap(([name, stored]) => {
        if (stored.source !== "value") return [];
        const place = secretPlace(deployment, _id.toHexString(), name);
        return [{ path: `secrets.${name}`, value: stored, place }];
      });
    },
  },
  {
    collection: (connection) => profileModel(connection).collection,
    keyIdPaths: ["jwt.versions.secret.keyId"],
    fieldsOf(document, deployment) {
      const { _id, jwt } = document as ProfileDocument;
      return (jwt?.versions ?? []).map(({ id, secret }, index) => ({
        path: `jwt.versions.${index}.secret`,
        value: secret,
        place: secretVersionPlace(deployment, _id.toHexString(), id),
      }));
    },
  },
  {
    collection: (connection) => sessionModel(connection).collection,
    keyIdPaths: tokenNames.map((name) => `${name}.keyId`),
    fieldsOf(document, deployment) {
      const session = document as SessionDocument;
      return tokenNames.flatMap((name) => {
        const value = session[name];
        return value === null || value === undefined
          ? []
          : [{ path: name, value, place: sessionTokenPlace(deployment, session._id, name) }];
      });
    },
  },
];

/** What finds the documents of a place that hold a value under one of these keys. */
export function underKeys({ keyIdPaths }: EncryptedPlace, keyIds: readonly string[]): object {
  return { $or: keyIdPaths.map((path) => ({ [path]: { $in: keyIds } })) };
}

/** How many documents hold a value under one of these keys. */
export async function countUnderKeys(connection: Connection, keyIds: readonly string[]): Promise<number> {
  if (keyIds.length === 0) return 0;
  let count = 0;
  for (const place of encryptedPlaces)
    count += await place.collection(connection).countDocuments(underKeys(place, keyIds));
  return count;
}
