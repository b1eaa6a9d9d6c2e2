import { sealValue } from "@zerq/crypto/sealed-value";
import { AppError } from "@zerq/errors/app-error";
import type { Secret } from "@zerq/logging/secret";
import type { GatewayEntity, HeaderRule, SecretSource } from "@zerq/plane-protocol/gateway-entities";
import type { CredentialDocument, StoredSecret } from "../credentials/credential.model.ts";
import { openStoredSecret } from "../credentials/open-stored-secret.ts";
import type { ProfileDocument } from "../profiles/profile.model.ts";
import { openSecretVersion } from "../profiles/secret-version.ts";
import { readClaims } from "../profiles/stored-claims.ts";
import type { ResourceContext } from "../resource-kind.ts";

/** What sealing needs. */
export type Sealing = Pick<ResourceContext, "deployment" | "snapshotKey" | "ring"> & {
  /**
   * Whether a stored secret that doesn't open is sealed as nothing. The gateway then denies what needs it, and says so by
   * name; a snapshot of everything must not fail for one of them.
   */
  tolerant?: boolean;
};

export function sealedSecret(
  context: Sealing,
  document: CredentialDocument,
  field: string,
  stored: StoredSecret,
): SecretSource {
  if (stored.source === "env") return { env: stored.env };
  if (stored.source === "file") return { file: stored.file };
  const place = ["credential", document._id.toHexString(), field];
  return sealStored(context, place, () => openStoredSecret(context, document, field, stored));
}

export function sealedJwtRules(
  context: Sealing,
  profileId: string,
  jwt: NonNullable<ProfileDocument["jwt"]>,
): NonNullable<GatewayEntity<"profile">["jwt"]> {
  return {
    ...jwt,
    requiredClaims: readClaims(jwt.requiredClaims),
    versions: jwt.versions.map((version) => ({
      id: version.id,
      secret: sealStored(context, ["profile", profileId, `jwt.${version.id}`], () =>
        openSecretVersion(context, profileId, version),
      ),
      expiresAt: version.expiresAt?.getTime() ?? null,
    })),
  };
}

type StoredHeader = {
  name: string;
  direction: "request" | "response";
  op: "set" | "append" | "remove";
  value?: { value: string } | { env: string } | { file: string } | undefined;
};

export function sealedHeaders(
  context: Sealing,
  kind: string,
  id: string,
  headers: readonly StoredHeader[],
): HeaderRule[] {
  return headers.map(({ name, direction, op, value }, index) => {
    if (value === undefined) return { name, direction, op };
    const source =
      "value" in value ? seal(context, [kind, id, `headers.${index}`], value.value) : { ...value };
    return { name, direction, op, value: source };
  });
}

/** @throws AppError `secret_unreadable` unless that is tolerated */
function sealStored(context: Sealing, place: string[], open: () => Secret<string>): { sealed: string } {
  try {
    return seal(context, place, open().reveal());
  } catch (error) {
    if (context.tolerant && error instanceof AppError) return { sealed: "" };
    throw error;
  }
}

export function seal(context: Sealing, place: string[], plaintext: string | Buffer): { sealed: string } {
  return { sealed: sealValue(context.snapshotKey, plaintext, ["snapshot", context.deployment, ...place]) };
}
