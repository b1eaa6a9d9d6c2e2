import { mac } from "@zerq/crypto/mac";
import { AppError } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import { collectionModel } from "../collections/collection.model.ts";
import { gatewayCredential } from "../projections.ts";
import { proxyModel } from "../proxies/proxy.model.ts";
import { commonView } from "../resource-document.ts";
import type { ResourceContext, ResourceKind } from "../resource-kind.ts";
import { type CredentialDocument, credentialModel, type StoredSecret } from "./credential.model.ts";
import {
  type CredentialInput,
  credentialInput,
  credentialLater,
  credentialTypes,
} from "./credential.schema.ts";
import { secretPlace } from "./secret-place.ts";

export function credentialKind(context: ResourceContext): ResourceKind<CredentialDocument, CredentialInput> {
  const view = (document: CredentialDocument) => ({
    name: document.name,
    description: document.description,
    type: document.type,
    apiKey: secretView(document.secrets.apiKey),
    keyIn: document.fields.keyIn,
    keyName: document.fields.keyName,
    origins: document.origins,
  });

  /** Encrypts a new value; keeps what is stored on `{set: true}`. */
  function store(
    input: CredentialInput["apiKey"],
    existing: CredentialDocument | null,
    id: string,
  ): StoredSecret {
    if ("env" in input && !("set" in input)) return { source: "env", env: input.env };
    if ("value" in input) {
      const place = secretPlace(context.deployment, id, "apiKey");
      return { source: "value", ...context.ring.encryptField(input.value, place) };
    }
    if (existing !== null) return existing.secrets.apiKey;
    throw new AppError("validation_failed", {
      details: [{ path: "apiKey", code: "required", message: "there is no stored secret to keep" }],
    });
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
    nameOf: (input) => input.name,
    toFields: (input, existing, id) => ({
      name: input.name,
      description: input.description,
      type: input.type,
      fields: { keyIn: input.keyIn, keyName: input.keyName },
      secrets: { apiKey: store(input.apiKey, existing, id) },
      origins: input.origins,
    }),
    toInput: (document) => ({
      key: document.key,
      labels: document.labels,
      managedBy: document.managedBy,
      ...view(document),
    }),
    view: (document) => ({ ...commonView(document), ...view(document) }),
    auditBody: (body) => fingerprinted(context, body),
    async check(_session, document, before) {
      for (const origin of document.origins) {
        const refused = context.checkEgress(origin);
        if (refused !== undefined) throw refused;
      }
      refuseRedirectedSecret(document, before);
    },
    referrers: users,
    project: async (_session, document) => ({ gateway: [gatewayCredential(context, document)], portal: [] }),
    unproject: (document) => ({
      gateway: [{ op: "delete", kind: "credential", id: document._id.toHexString() }],
      portal: [],
    }),
  };
}

/** Whoever may edit must not be able to read: a kept secret can't be pointed at a new origin (product.md section 1). */
function refuseRedirectedSecret(document: CredentialDocument, before: CredentialDocument | null): void {
  if (before === null || document.secrets.apiKey !== before.secrets.apiKey) return;
  const added = document.origins.filter((origin) => !before.origins.includes(origin));
  const opened = before.origins.length > 0 && document.origins.length === 0;
  if (added.length === 0 && !opened) return;
  throw new AppError("validation_failed", {
    message: "Where a secret goes can only be changed together with the secret: send apiKey again.",
    details: [{ path: "origins", code: "secret_required", message: "needs the secret entered again" }],
  });
}

function secretView(secret: StoredSecret) {
  return secret.source === "env"
    ? { set: true, source: "env", env: secret.env }
    : { set: true, source: "value" };
}

/** The body with the secret replaced by a keyed fingerprint: the same secret shows as the same, and as nothing more. */
function fingerprinted(context: ResourceContext, body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("apiKey" in body)) return body;
  const { apiKey, ...rest } = body as { apiKey: unknown };
  const isReference = typeof apiKey === "object" && apiKey !== null && !("value" in apiKey);
  if (isReference) return body;
  const print = mac(context.ring.key("audit-fingerprint"), "secret", JSON.stringify(apiKey)).slice(0, 16);
  return { ...rest, apiKey: { fingerprint: print } };
}

/** @throws AppError `not_supported` for a type of the data model that has no behaviour yet */
export function refuseLaterType(body: unknown): void {
  const type = typeof body === "object" && body !== null && "type" in body ? body.type : undefined;
  if (type === "api_key" || !credentialTypes.includes(type as (typeof credentialTypes)[number])) return;
  throw new AppError("not_supported", {
    details: [{ path: "type", code: "not_supported", message: "only api_key is supported by this version" }],
  });
}
