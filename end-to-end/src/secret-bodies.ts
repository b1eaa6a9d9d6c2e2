import { randomBytes } from "node:crypto";
import { createAuthority } from "@zerq/test-kit/certificate-authority";
import { secrets } from "./run-records.ts";

/** A new secret that no text has by chance; with characters that every escaping changes. */
export function newSecret(what: string): string {
  return secrets.add(what, `s"e\\c/r+e&t=${randomBytes(18).toString("base64")}`);
}

/** As it may stand in a URL or in a header of a request. */
export function newToken(what: string): string {
  return secrets.add(what, randomBytes(24).toString("base64url"));
}

const password = (of: string) => newToken(`password in the ${of} string`);

/** Complete bodies of all types of credentials, those of routes for `origin`; each call has secrets of its own. */
export async function credentialBodies(origin: string): Promise<Record<string, object>> {
  const { certificate, privateKey } = await (await createAuthority()).issue({ subject: "CN=client" });
  secrets.add("client private key", privateKey);
  const pinned = { origins: [origin] };
  const server = (port: number) => ({ host: "127.0.0.1", port, username: "zerq@example.com" });
  return {
    basic: { username: "zerq", password: newSecret("basic password"), ...pinned },
    api_key: { apiKey: newToken("api key"), keyIn: "query", keyName: "upstream_key", ...pinned },
    oauth2_client: {
      ...{ clientId: "zerq", clientSecret: newSecret("client secret") },
      ...{ tokenUrl: `${origin}/token`, ...pinned },
    },
    mtls: { clientCertificate: certificate, clientPrivateKey: privateKey, ...pinned },
    mongodb: { connectionString: `mongodb://zerq:${password("mongodb")}@127.0.0.1:27018/db` },
    postgres: { connectionString: `postgres://zerq:${password("postgres")}@127.0.0.1/db` },
    sqlserver: {
      connectionString: `Server=tcp:sql.example,1433;User Id=u;Password=${password("sqlserver")}`,
    },
    oracle: { connectionString: `zerq/${password("oracle")}@db.example:1521/service` },
    redis: { connectionString: `rediss://default:${password("redis")}@127.0.0.1:6390/0` },
    smtp: { password: newSecret("smtp password"), ...server(587) },
    imap: { password: newSecret("imap password"), ...server(993) },
    sendgrid: { apiKey: newToken("sendgrid key"), fromAddress: "zerq@example.com" },
    kafka: {
      ...{ saslPassword: newSecret("sasl password"), sslKey: privateKey, sslCertificate: certificate },
      ...{ brokers: "127.0.0.1:9092", saslMechanism: "SCRAM-SHA-512", saslUsername: "zerq" },
    },
  };
}
