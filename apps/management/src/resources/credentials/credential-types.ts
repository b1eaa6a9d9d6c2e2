/** Every type of the data model (product.md section 4). */
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
export type CredentialType = (typeof credentialTypes)[number];

export const secretNames = [
  "apiKey",
  "password",
  "clientSecret",
  "clientCertificate",
  "clientPrivateKey",
  "caCertificate",
  "connectionString",
  "saslPassword",
  "sslKey",
] as const;
export type SecretName = (typeof secretNames)[number];
const plainNames = [
  "keyIn",
  "keyName",
  "username",
  "clientId",
  "tokenUrl",
  "scopes",
  "audience",
  "host",
  "port",
  "tls",
  "fromAddress",
  "brokers",
  "saslMechanism",
  "saslUsername",
  "sslCertificate",
  "sslCa",
] as const;
export type PlainName = (typeof plainNames)[number];

/** The fields of a type, besides those that every credential has. Whatever isn't named here is refused for the type. */
export type CredentialShape = {
  /** Whether gateways send it with requests: then it has origins, and routes can name it. The others serve workflow nodes. */
  readonly isApplied: boolean;
  readonly secrets: readonly SecretName[];
  readonly optionalSecrets?: readonly SecretName[];
  readonly fields: readonly PlainName[];
  readonly optionalFields?: readonly PlainName[];
  /** What an optional field is when it isn't given. */
  readonly defaults?: Readonly<Partial<Record<PlainName, boolean>>>;
  /** The fields that say where the secrets go: changing one needs the secrets again (product.md section 1). */
  readonly destinations?: readonly (SecretName | PlainName)[];
};

/** The server is named inside of the secret, so a new destination is a new secret. */
const connection: CredentialShape = { isApplied: false, secrets: ["connectionString"], fields: [] };
const mailServer: CredentialShape = {
  isApplied: false,
  secrets: ["password"],
  fields: ["host", "port", "username"],
  optionalFields: ["tls"],
  defaults: { tls: true },
  destinations: ["host", "port", "tls"],
};

export const credentialShapes: Readonly<Record<CredentialType, CredentialShape>> = {
  basic: { isApplied: true, secrets: ["password"], fields: ["username"] },
  api_key: { isApplied: true, secrets: ["apiKey"], fields: ["keyIn", "keyName"] },
  oauth2_client: {
    isApplied: true,
    secrets: ["clientSecret"],
    fields: ["clientId", "tokenUrl"],
    optionalFields: ["scopes", "audience"],
    destinations: ["tokenUrl"],
  },
  mtls: {
    isApplied: true,
    secrets: ["clientCertificate", "clientPrivateKey"],
    optionalSecrets: ["caCertificate"],
    fields: [],
    destinations: ["caCertificate"],
  },
  mongodb: connection,
  postgres: connection,
  sqlserver: connection,
  oracle: connection,
  redis: connection,
  smtp: mailServer,
  sendgrid: { isApplied: false, secrets: ["apiKey"], fields: ["fromAddress"] },
  kafka: {
    isApplied: false,
    secrets: [],
    optionalSecrets: ["saslPassword", "sslKey"],
    fields: ["brokers"],
    optionalFields: ["saslMechanism", "saslUsername", "sslCertificate", "sslCa", "tls"],
    defaults: { tls: true },
    destinations: ["brokers", "sslCa", "tls"],
  },
  imap: mailServer,
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
