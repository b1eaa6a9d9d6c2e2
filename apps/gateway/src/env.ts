import { commonSettings } from "@zerq/env/common-settings";
import { duration, integer, key32, list, oneOf, port, secretText, secretUrl, text } from "@zerq/env/kinds";
import { previousKeys } from "@zerq/env/previous-keys";
import { loadSettingsOrExit, type Settings, setting } from "@zerq/env/settings";
import { groupName } from "@zerq/plane-protocol/group-name";
import {
  addresses,
  certificateHeader,
  clientCertificateHosts,
  collectorUrl,
  headerPairs,
  origins,
  ratio,
  verifyKeys,
} from "./setting-kinds.ts";

/** Every setting of the gateway. It has no ENCRYPTION_KEY and no database: it can't open what management stores. */
export const gatewaySettings = {
  ...commonSettings,
  ZERQ_GATEWAY_PORT: setting(port, { description: "Port of the plain listener.", default: "8080" }),
  ZERQ_GATEWAY_TLS_PORT: setting(port, { description: "Port of the TLS listener.", default: "8443" }),
  ZERQ_GATEWAY_OPERATIONS_PORT: setting(port, {
    description: "Port of health and metrics.",
    default: "9090",
  }),
  REDIS_URL: setting(secretUrl("redis", "rediss"), { description: "Redis for config, limits and logs." }),
  SNAPSHOT_KEY: setting(key32, {
    description: "32 random bytes shared with management: opens secrets in snapshots.",
  }),
  SNAPSHOT_KEYS_PREVIOUS: setting(previousKeys, {
    description: "Keys that are accepted beside SNAPSHOT_KEY while it is being changed, separated by commas.",
    default: "",
  }),
  CONFIG_VERIFY_KEYS: setting(verifyKeys, {
    description: "Public keys that config must be signed with, separated by commas.",
  }),
  GATEWAY_GROUP: setting(groupName, {
    description: "Which collections this gateway serves; management declares the names (GATEWAY_GROUPS).",
    default: "default",
  }),
  GATEWAY_WORKERS: setting(integer(0, 256), {
    description: "Serving processes; 0 is one for each core.",
    default: "0",
  }),
  GATEWAY_ENV_ALLOW: setting(list, {
    description:
      "The only names that $NAME may resolve to, separated by commas; empty allows all but Zerq's own.",
    default: "",
  }),
  GATEWAY_SECRETS_DIRECTORY: setting(text, {
    description: "Folder of mounted secret files that `{file}` resolves in; empty: none resolves.",
    default: "",
  }),
  GATEWAY_TLS_CERTIFICATE: setting(text, {
    description: "PEM certificate chain of the TLS listener.",
    default: "",
  }),
  GATEWAY_TLS_KEY: setting(secretText, { description: "PEM private key of the TLS listener.", default: "" }),
  GATEWAY_TLS_CERTIFICATE_FILE: setting(text, {
    description: "The file that GATEWAY_TLS_CERTIFICATE is read from, and again whenever it changes.",
    default: "",
  }),
  GATEWAY_TLS_KEY_FILE: setting(text, {
    description: "The file that GATEWAY_TLS_KEY is read from, and again whenever it changes.",
    default: "",
  }),
  GATEWAY_TLS_DIRECTORY: setting(text, {
    description:
      "A folder of further certificates, `<name>.crt` with `<name>.key`, each served to callers who ask for one of its names (SNI); others get GATEWAY_TLS_CERTIFICATE, else `default.crt`, else the first. Without any certificate there is no TLS listener.",
    default: "",
  }),
  GATEWAY_TLS_RELOAD_INTERVAL: setting(duration, {
    description: "How often certificate files are looked at for changes.",
    default: "5s",
  }),
  GATEWAY_PLAIN_LISTENER: setting(oneOf(["", "on", "any", "trusted", "off"]), {
    description:
      "Whom the plain listener answers: anyone (`on`, or `any`), `trusted` (peers in TRUSTED_PROXIES; it hangs up on others) or nobody (`off`: there is none). Empty is `on`; in production it is `trusted`, and `on` is refused at start.",
    default: "",
  }),
  GATEWAY_PROXY_PROTOCOL: setting(oneOf(["off", "trusted"]), {
    description:
      "`trusted`: connections from TRUSTED_PROXIES must begin with a PROXY protocol header of version 2, on both listeners, and its source is the caller's address. Connections of others never have one.",
    default: "off",
  }),
  GATEWAY_CLIENT_CERT_HOSTS: setting(clientCertificateHosts, {
    description:
      "Names (SNI) whose callers the TLS listener asks for a certificate, separated by commas: `api.example.com`, `*.example.com`, or `*`. Empty: the hosts of the collections that clients with an mtls profile hold, and every name when one of those has no hosts. `off` asks nobody.",
    default: "",
  }),
  MTLS_PROXIES: setting(addresses, {
    description:
      "Addresses and networks of TLS-terminating proxies that tell their caller's certificate in a header; from them nothing else counts as its certificate. Empty: nobody's word counts.",
    default: "",
  }),
  MTLS_HEADER: setting(certificateHeader, {
    description:
      "The header of MTLS_PROXIES: `Client-Cert` (RFC 9440, with `Client-Cert-Chain`), or another name, whose value is the same or percent-encoded PEM. The proxy has to set or remove it on every request.",
    default: "Client-Cert",
  }),
  GATEWAY_SNAPSHOT_FILE: setting(text, {
    description:
      "The file in which this gateway keeps the signed config that it applied last, sealed under SNAPSHOT_KEY: with it the gateway starts while Redis, MongoDB and management are away. Each gateway needs its own. Empty: none is kept.",
    default: "",
  }),
  MAX_SNAPSHOT_AGE: setting(duration, {
    description:
      "How old the newest head that management has signed may become; then every request is 503 `config_stale` and the gateway isn't ready. `0s`: any age is served.",
    default: "0s",
  }),
  CORS_ALLOW_ORIGINS: setting(origins, {
    description: "Origins whose pages may call the gateway, separated by commas.",
    default: "",
  }),
  TRUSTED_PROXIES: setting(addresses, {
    description: "Addresses and networks of proxies whose X-Forwarded-* count.",
    default: "",
  }),
  EGRESS_ALLOW: setting(text, {
    description: "Internal addresses that upstreams may have: host|CIDR:port, …",
    default: "",
  }),
  GATEWAY_AUTH_FAILURES: setting(integer(0, 1_000_000), {
    description:
      "Failed authentications from one address (IPv6: one /64) with one profile that each worker answers with 401 in GATEWAY_AUTH_FAILURE_WINDOW; further ones are 429. A valid credential is never refused. 0 throttles none.",
    default: "20",
  }),
  GATEWAY_AUTH_FAILURE_WINDOW: setting(duration, {
    description: "The time that GATEWAY_AUTH_FAILURES is for.",
    default: "1m",
  }),
  GATEWAY_MAX_URI_BYTES: setting(integer(256, 65_536), {
    description: "Longest request target; longer ones are 414.",
    default: "8192",
  }),
  GATEWAY_MAX_HEADER_BYTES: setting(integer(1_024, 262_144), {
    description: "Most bytes of request line and headers together; more are 431.",
    default: "32768",
  }),
  GATEWAY_MAX_HEADERS: setting(integer(10, 2_000), {
    description: "Most request headers; more are 431.",
    default: "100",
  }),
  GATEWAY_MAX_BODY_BYTES: setting(integer(0, 1024 ** 3), {
    description:
      "Largest request body where neither proxy nor collection says otherwise; larger ones are 413.",
    default: "10485760",
  }),
  GATEWAY_MAX_VALIDATED_BYTES: setting(integer(1, 64 * 1024 ** 2), {
    description:
      "Largest request body where a proxy has a request schema: it is held in memory; larger ones are 413.",
    default: "1048576",
  }),
  GATEWAY_CAPTURE_MEMORY: setting(integer(0, 1024 ** 3), {
    description:
      "Bytes of captured bodies that one worker holds at once, where proxies ask for them; bodies beyond it are not captured, and counted.",
    default: "16777216",
  }),
  GATEWAY_MAX_CONNECTIONS: setting(integer(1, 1_000_000), {
    description: "Most open connections of one worker; further ones are closed.",
    default: "20000",
  }),
  GATEWAY_HEADERS_TIMEOUT: setting(duration, {
    description: "Time for a caller to send its headers; then 408.",
    default: "10s",
  }),
  GATEWAY_REQUEST_TIMEOUT: setting(duration, {
    description: "Time for a caller to send headers and body; then 408.",
    default: "5m",
  }),
  GATEWAY_KEEP_ALIVE_TIMEOUT: setting(duration, {
    description: "How long an idle connection of a caller is kept.",
    default: "65s",
  }),
  GATEWAY_SEND_TIMEOUT: setting(duration, {
    description: "A caller that takes no byte of its answer for so long is cut off.",
    default: "60s",
  }),
  GATEWAY_CONNECT_TIMEOUT: setting(duration, {
    description: "Time to connect to an upstream; then 504.",
    default: "5s",
  }),
  GATEWAY_UPSTREAM_HEADERS_TIMEOUT: setting(duration, {
    description: "Time for an upstream to begin its answer; then 504.",
    default: "30s",
  }),
  GATEWAY_IDLE_BODY_TIMEOUT: setting(duration, {
    description: "Longest pause inside of an upstream's or caller's body, except on streaming proxies.",
    default: "30s",
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(collectorUrl, {
    description:
      "OTLP/HTTP collector that spans are sent to, as JSON to `<endpoint>/v1/traces`; empty sends none.",
    default: "",
  }),
  OTEL_EXPORTER_OTLP_HEADERS: setting(headerPairs, {
    description: "Headers for the collector: name=value, separated by commas, values percent-encoded.",
    default: "",
  }),
  OTEL_SERVICE_NAME: setting(text, {
    description: "The service that spans are of.",
    default: "zerq-gateway",
  }),
  OTEL_TRACES_SAMPLER_ARG: setting(ratio, {
    description:
      "Which part of the traces that begin here is sampled, from 0 to 1; the caller decides for its own.",
    default: "1",
  }),
  OTEL_BSP_SCHEDULE_DELAY: setting(integer(10, 600_000), {
    description: "Milliseconds between two exports of spans.",
    default: "5000",
  }),
  GATEWAY_LOG_INTERVAL: setting(duration, {
    description: "How long request-log entries are collected before they are sent, at most 500 at a time.",
    default: "200ms",
  }),
  GATEWAY_DRAIN_TIMEOUT: setting(duration, {
    description: "How long requests may go on after SIGTERM.",
    default: "25s",
  }),
} as const;

export type GatewaySettings = Settings<typeof gatewaySettings>;

/** The only reader of process.env in this service. Prints every problem and exits when there is one. */
export function readSettings(): GatewaySettings {
  return loadSettingsOrExit("gateway", gatewaySettings, process.env);
}

/** What the primary tells a worker about itself; not a setting. */
export function readWorkerIdentity(): WorkerIdentity | undefined {
  const { ZERQ_GATEWAY_INSTANCE: instanceId, ZERQ_GATEWAY_SLOT: slot } = process.env;
  if (instanceId === undefined || slot === undefined) return undefined;
  return { instanceId, workerId: `${instanceId}/${slot}` };
}

export type WorkerIdentity = { readonly instanceId: string; readonly workerId: string };

/** The environment that `readWorkerIdentity` reads in the worker. */
export function workerEnvironment(instanceId: string, slot: number): Record<string, string> {
  return { ZERQ_GATEWAY_INSTANCE: instanceId, ZERQ_GATEWAY_SLOT: String(slot) };
}

/** The files that Zerq's own settings come from (`<NAME>_FILE`). No `{file}` of the config may be one of them. */
export function ownSecretFiles(source: Readonly<Record<string, string | undefined>> = process.env): string[] {
  return Object.keys(gatewaySettings).flatMap((name) => source[`${name}_FILE`] || []);
}
