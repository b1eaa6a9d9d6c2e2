import { mac } from "@zerq/crypto/mac";
import { AppError } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import { collectionModel } from "../collections/collection.model.ts";
import { gatewayCredential } from "../projections.ts";
import { proxyModel } from "../proxies/proxy.model.ts";
import { commonView } from "../resource-document.ts";
import type { ResourceContext, ResourceKind } from "../resource-kind.ts";
import { type CredentialDocument, credentialModel, type StoredSecret } from "./credential.model.ts";
import { type CredentialInput, credentialInput, credentialLater } from "./credential.schema.ts";
import { refuseRedirectedSecret } from "./refuse-redirected-secret.ts";
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

  /** Encrypts a new value; keeps what is stored on `{set: true}`, with or without saying what that is. */
  function store(
    input: CredentialInput["apiKey"],
    existing: CredentialDocument | null,
    id: string,
  ): StoredSecret {
    if ("value" in input) {
      const place = secretPlace(context.deployment, id, "apiKey");
      return { source: "value", ...context.ring.encryptField(input.value, place) };
    }
    if (!("set" in input)) return { source: "env", env: input.env };
    if (existing !== null) return keep(existing.secrets.apiKey, input);
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
    replaced: ["apiKey"],
    async check(_session, document, before, actor) {
      for (const origin of document.origins) {
        const refused = context.checkEgress(origin);
        if (refused !== undefined) throw refused;
      }
      refuseRedirectedSecret(document, before, actor);
    },
    referrers: users,
    project: async (_session, document) => ({ gateway: [gatewayCredential(context, document)], portal: [] }),
    unproject: (document) => ({
      gateway: [{ op: "delete", kind: "credential", id: document._id.toHexString() }],
      portal: [],
    }),
  };
}

/** @throws AppError when `{set: true, …}` says something else than what is stored: it would be ignored */
function keep(
  stored: StoredSecret,
  said: { source?: string | undefined; env?: string | undefined },
): StoredSecret {
  const env = stored.source === "env" ? stored.env : undefined;
  if ((said.source ?? stored.source) === stored.source && (said.env ?? env) === env) return stored;
  throw new AppError("validation_failed", {
    details: [
      {
        path: "apiKey",
        code: "invalid",
        message: "says set, but not what is set; leave set out to change it",
      },
    ],
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
