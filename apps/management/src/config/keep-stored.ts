import type { CredentialDocument } from "../resources/credentials/credential.model.ts";
import { credentialShapes, secretsOf } from "../resources/credentials/credential-types.ts";
import type { ResourceDocument } from "../resources/resource-document.ts";
import type { ConfigKind } from "./config-kinds.ts";

/**
 * What a document leaves to the deployment: secrets that are stored there, and the origins that a credential was pinned to by
 * its first use. Completes the body.
 */
export function keepStored(
  kind: ConfigKind,
  body: Record<string, unknown>,
  existing: ResourceDocument | null,
): void {
  if (kind !== "credentials" || existing === null) return;
  const { type, secrets, origins } = existing as CredentialDocument;
  for (const name of secretsOf(credentialShapes[type])) {
    if (body[name] === undefined && secrets[name] !== undefined) body[name] = { set: true };
    // Null takes an optional secret away, as it does in a patch.
    if (body[name] === null) delete body[name];
  }
  const said = body["origins"];
  if (said === undefined || (Array.isArray(said) && said.length === 0)) body["origins"] = origins;
}
