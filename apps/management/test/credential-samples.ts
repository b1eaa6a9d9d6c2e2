import { testCertificate } from "@zerq/test-kit/test-certificate";
import type { CredentialType } from "../src/resources/credentials/credential-types.ts";

export type TypeSample = {
  /** The type's own fields, complete. */
  body: Record<string, unknown>;
  secrets: string[];
  /** One change that is wrong, and the path of the field that is refused for it. */
  wrong: [Record<string, unknown>, string][];
  /** What may be changed without the secret. */
  harmless: Record<string, unknown>;
  /** Changes of where the secrets go. */
  turned: Record<string, unknown>[];
};

const here = "http://127.0.0.1:9";
const pinned = { origins: [here] };
const elsewhere = { origins: [here, "http://127.0.0.2:9"] };
let counter = 0;
/** Never the same, so that one that shows up somewhere is known. */
const secret = () => `sample-secret-${Date.now()}-${++counter}`;

const connection = (text: (password: string) => string, foreign: string): TypeSample => ({
  body: { connectionString: text(secret()) },
  secrets: ["connectionString"],
  wrong: [
    [{ connectionString: undefined }, "connectionString"],
    [{ connectionString: foreign }, "connectionString"],
    [{ connectionString: "a\nb" }, "connectionString"],
    [{ origins: [here] }, "origins"],
    [{ host: "127.0.0.1" }, "host"],
  ],
  harmless: { description: "changed" },
  turned: [],
});

const mailServer = (port: number): TypeSample => ({
  body: { password: secret(), host: "127.0.0.1", port, username: "zerq@example.com" },
  secrets: ["password"],
  wrong: [
    [{ host: undefined }, "host"],
    [{ host: "a b" }, "host"],
    [{ port: 70_000 }, "port"],
    [{ port: "25" }, "port"],
    [{ tls: "yes" }, "tls"],
    [{ username: undefined }, "username"],
    [{ password: undefined }, "password"],
    [{ origins: [here] }, "origins"],
  ],
  harmless: { username: "other@example.com" },
  turned: [{ host: "127.0.0.2" }, { port: port + 1 }, { tls: false }],
});

/** A complete credential of each type, what is wrong with it in other forms, and what leads its secret elsewhere. */
export async function typeSamples(): Promise<Record<CredentialType, TypeSample>> {
  const [own, other] = await Promise.all([testCertificate(), testCertificate()]);
  return {
    basic: {
      body: { username: "zerq", password: secret(), ...pinned },
      secrets: ["password"],
      wrong: [
        [{ username: "a:b" }, "username"],
        [{ password: { env: "SNAPSHOT_KEY" } }, "password.env"],
      ],
      harmless: { username: "other" },
      turned: [elsewhere],
    },
    api_key: {
      body: { apiKey: secret(), keyIn: "query", keyName: "key", ...pinned },
      secrets: ["apiKey"],
      wrong: [
        [{ keyIn: "cookie" }, "keyIn"],
        [{ keyIn: "header", keyName: "Host" }, "keyName"],
      ],
      harmless: { keyName: "k" },
      turned: [elsewhere],
    },
    oauth2_client: {
      body: {
        clientSecret: secret(),
        clientId: "zerq",
        tokenUrl: `${here}/token`,
        scopes: ["read"],
        ...pinned,
      },
      secrets: ["clientSecret"],
      wrong: [
        [{ clientId: undefined }, "clientId"],
        [{ scopes: ['"'] }, "scopes.0"],
      ],
      harmless: { audience: "payments" },
      turned: [elsewhere, { tokenUrl: `${here}/other` }],
    },
    mtls: {
      body: { clientCertificate: own.certificate, clientPrivateKey: own.privateKey, ...pinned },
      secrets: ["clientCertificate", "clientPrivateKey"],
      wrong: [
        [{ clientPrivateKey: other.privateKey }, "clientPrivateKey"],
        [{ clientCertificate: "none" }, "clientCertificate"],
      ],
      harmless: { description: "changed" },
      turned: [elsewhere, { caCertificate: other.certificate }],
    },
    mongodb: connection(
      (password) => `mongodb://zerq:${password}@127.0.0.1:27018/db`,
      "postgres://127.0.0.1/",
    ),
    postgres: connection((password) => `postgres://zerq:${password}@127.0.0.1/db`, "mongodb://127.0.0.1/"),
    sqlserver: connection(
      (password) => `Server=tcp:sql.example,1433;User Id=u;Password=${password}`,
      "redis://x",
    ),
    oracle: connection((password) => `zerq/${password}@db.example:1521/service`, ""),
    redis: connection((password) => `rediss://default:${password}@127.0.0.1:6390/0`, "http://127.0.0.1/"),
    smtp: mailServer(587),
    imap: mailServer(993),
    sendgrid: {
      body: { apiKey: secret(), fromAddress: "Zerq@Example.com" },
      secrets: ["apiKey"],
      wrong: [
        [{ fromAddress: "nobody" }, "fromAddress"],
        [{ fromAddress: undefined }, "fromAddress"],
        [{ apiKey: undefined }, "apiKey"],
        [{ keyIn: "header" }, "keyIn"],
      ],
      harmless: { fromAddress: "other@example.com" },
      turned: [],
    },
    kafka: {
      body: {
        saslPassword: secret(),
        sslKey: own.privateKey,
        sslCertificate: own.certificate,
        brokers: "127.0.0.1:9092, [::1]:9093",
        saslMechanism: "SCRAM-SHA-512",
        saslUsername: "zerq",
      },
      secrets: ["saslPassword", "sslKey"],
      wrong: [
        [{ brokers: [] }, "brokers"],
        [{ brokers: ["kafka.example"] }, "brokers.0"],
        [{ brokers: undefined }, "brokers"],
        [{ saslMechanism: "GSSAPI" }, "saslMechanism"],
        [{ saslPassword: undefined, sslKey: undefined }, "saslPassword"],
        [{ sslCertificate: "none" }, "sslCertificate"],
      ],
      harmless: { saslUsername: "other" },
      turned: [{ brokers: ["127.0.0.2:9092"] }, { tls: false }, { sslCa: other.certificate }],
    },
  };
}
