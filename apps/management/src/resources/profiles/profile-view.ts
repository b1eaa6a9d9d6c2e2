import { commonView } from "../resource-document.ts";
import type { ProfileDocument } from "./profile.model.ts";

export function profileFields(document: ProfileDocument) {
  const { clientId, name, authType, allowedMethods, allowedIps, deniedIps, active } = document;
  const expiresAt = document.expiresAt?.toISOString() ?? null;
  return { clientId, name, authType, allowedMethods, allowedIps, deniedIps, active, expiresAt };
}

/** What a read answers: of a token's versions their dates, never a hash. */
export function profileView(document: ProfileDocument) {
  const versions = document.token.versions.map((version) => ({
    id: version.id,
    createdAt: version.createdAt.toISOString(),
    expiresAt: version.expiresAt?.toISOString() ?? null,
  }));
  return { ...commonView(document), ...profileFields(document), token: { versions } };
}
