/** Every type of the data model. Those without behaviour yet are refused by name. */
export const credentialTypes = [
  "basic",
  "api_key",
  "oauth2_client",
  "mtls",
  "mongodb",
  "postgres",
  "sqlserver",
  "oracle",
  "redis",
  "smtp",
  "sendgrid",
  "kafka",
  "imap",
] as const;

/** The types that gateways apply. */
export const appliedTypes = ["basic", "api_key", "oauth2_client", "mtls"] as const;
export type AppliedType = (typeof appliedTypes)[number];

export const secretNames = [
  "apiKey",
  "password",
  "clientSecret",
  "clientCertificate",
  "clientPrivateKey",
  "caCertificate",
] as const;
export type SecretName = (typeof secretNames)[number];
const plainNames = ["keyIn", "keyName", "username", "clientId", "tokenUrl", "scopes", "audience"] as const;
export type PlainName = (typeof plainNames)[number];

/** The fields of a type, besides those that every credential has. Whatever isn't named here is refused for the type. */
export type CredentialShape = {
  readonly secrets: readonly SecretName[];
  readonly optionalSecrets?: readonly SecretName[];
  readonly fields: readonly PlainName[];
  readonly optionalFields?: readonly PlainName[];
  /** The fields that say where the secrets go: changing one needs the secrets again (product.md section 1). */
  readonly destinations?: readonly (SecretName | PlainName)[];
};

export const credentialShapes: Readonly<Record<AppliedType, CredentialShape>> = {
  basic: { secrets: ["password"], fields: ["username"] },
  api_key: { secrets: ["apiKey"], fields: ["keyIn", "keyName"] },
  oauth2_client: {
    secrets: ["clientSecret"],
    fields: ["clientId", "tokenUrl"],
    optionalFields: ["scopes", "audience"],
    destinations: ["tokenUrl"],
  },
  mtls: {
    secrets: ["clientCertificate", "clientPrivateKey"],
    optionalSecrets: ["caCertificate"],
    fields: [],
    destinations: ["caCertificate"],
  },
};

/** All secret fields that a credential of this type can have. */
export function secretsOf({ secrets, optionalSecrets = [] }: CredentialShape): readonly SecretName[] {
  return [...secrets, ...optionalSecrets];
}

/** All other fields of its own. */
export function fieldsOf({ fields, optionalFields = [] }: CredentialShape): readonly PlainName[] {
  return [...fields, ...optionalFields];
}

export function isOwnField(shape: CredentialShape, name: string): boolean {
  const own: readonly string[] = [...secretsOf(shape), ...fieldsOf(shape)];
  return own.includes(name);
}

export const ownNames: readonly (SecretName | PlainName)[] = [...secretNames, ...plainNames];
