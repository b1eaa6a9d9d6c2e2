import type { ClientSession } from "mongoose";
import { nothingForGroups } from "../../changes/group-changes.ts";
import { collectionModel } from "../collections/collection.model.ts";
import { expiresBefore } from "../expires-before.ts";
import { credentialForGroups } from "../gateway-groups/referred-for-groups.ts";
import { proxyModel } from "../proxies/proxy.model.ts";
import { commonView } from "../resource-document.ts";
import type { ResourceContext, ResourceKind } from "../resource-kind.ts";
import { certificateExpiries } from "./certificate-expiries.ts";
import { type CredentialDocument, credentialModel, type StoredSecret } from "./credential.model.ts";
import { type CredentialInput, credentialInput, credentialLater } from "./credential.schema.ts";
import { credentialShapes, fieldsOf, type SecretName, secretNames, secretsOf } from "./credential-types.ts";
import { fingerprintSecrets } from "./fingerprint-secrets.ts";
import { refuseClosedAddress } from "./refuse-closed-address.ts";
import { refuseRedirectedSecret } from "./refuse-redirected-secret.ts";
import { secretView, storeSecret } from "./stored-secret.ts";

export function credentialKind(context: ResourceContext): ResourceKind<CredentialDocument, CredentialInput> {
  const inputOf = ({ name, description, type, origins, fields, secrets }: CredentialDocument) => ({
    name,
    description,
    type,
    origins,
    ...fields,
    ...Object.fromEntries(Object.entries(secrets).map(([field, secret]) => [field, secretView(secret)])),
  });

  const view = (document: CredentialDocument) => ({
    ...inputOf(document),
    ...(document.type === "mtls" && {
      certificateExpiresAt: document.expiries?.[0]?.toISOString() ?? null,
    }),
  });

  function secretsToStore(input: CredentialInput, existing: CredentialDocument | null, id: string) {
    const secrets: Partial<Record<SecretName, StoredSecret>> = {};
    for (const field of secretsOf(credentialShapes[input.type])) {
      const given = input[field];
      if (given !== undefined)
        secrets[field] = storeSecret(context, { id, field }, given, existing?.secrets[field]);
    }
    return secrets;
  }

  async function users(session: ClientSession, document: CredentialDocument): Promise<string[]> {
    const credentialId = document._id.toHexString();
    const collections = await collectionModel(context.connection)
      .find({ credentialId })
      .session(session)
      .lean();
    const proxies = await proxyModel(context.connection).find({ credentialId }).session(session).lean();
    return [
      ...collections.map(({ key }) => `collection ${key}`),
      ...proxies.map(({ key }) => `proxy ${key}`),
    ];
  }

  return {
    type: "credential",
    plural: "credentials",
    model: credentialModel(context.connection),
    input: credentialInput,
    later: credentialLater,
    fixed: ["type"],
    filters: { type: (value) => value },
    conditions: { expiresBefore },
    nameOf: (input) => input.name,
    toFields: (input, existing, id) => ({
      name: input.name,
      description: input.description,
      type: input.type,
      fields: plainFields(input),
      secrets: secretsToStore(input, existing, id),
      origins: input.origins,
      expiries: expiriesOf(input, existing),
    }),
    toInput: (document) => ({
      key: document.key,
      labels: document.labels,
      managedBy: document.managedBy,
      ...inputOf(document),
    }),
    view: (document) => ({ ...commonView(document), ...view(document) }),
    auditBody: (body) => fingerprintSecrets(context, body),
    replaced: secretNames,
    async check(_session, document, before, actor) {
      refuseClosedAddress(context, document);
      refuseRedirectedSecret(document, before, actor);
    },
    referrers: users,
    project: async (_session, document) => ({ gateways: credentialForGroups(context, document), portal: [] }),
    // Only one that nothing uses is deleted, and that no group knows.
    unproject: () => ({ gateways: nothingForGroups, portal: [] }),
  };
}

/** A kept certificate ends when it did; one that is referred to is the gateway's to read. */
function expiriesOf({ clientCertificate }: CredentialInput, existing: CredentialDocument | null): Date[] {
  if (clientCertificate === undefined) return [];
  if ("set" in clientCertificate) return existing?.expiries ?? [];
  if (!("value" in clientCertificate)) return [];
  return certificateExpiries(clientCertificate.value);
}

function plainFields(input: CredentialInput): CredentialDocument["fields"] {
  const { defaults, ...shape } = credentialShapes[input.type];
  const named = fieldsOf(shape).map((field) => [field, input[field]] as const);
  return { ...defaults, ...Object.fromEntries(named.filter(([, value]) => value !== undefined)) };
}
