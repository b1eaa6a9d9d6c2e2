import { type SharedKeys, sharedKeys } from "@zerq/crypto/shared-keys";
import { FailureThrottle } from "./auth/failure-throttle.ts";
import type { GatewaySettings } from "./env.ts";

// What each part of the gateway takes of the settings.

export function snapshotKeysOf(settings: GatewaySettings): SharedKeys {
  const previous = settings.SNAPSHOT_KEYS_PREVIOUS.map((key) => key.reveal());
  return sharedKeys(settings.SNAPSHOT_KEY.reveal(), previous);
}

export function certificateSettings(settings: GatewaySettings) {
  const { GATEWAY_TLS_CERTIFICATE: certificate, GATEWAY_TLS_KEY: key } = settings;
  return {
    single: certificate === "" ? undefined : { certificate, key },
    certificateFile: settings.GATEWAY_TLS_CERTIFICATE_FILE,
    keyFile: settings.GATEWAY_TLS_KEY_FILE,
    directory: settings.GATEWAY_TLS_DIRECTORY,
    reloadMs: settings.GATEWAY_TLS_RELOAD_INTERVAL,
  };
}

export function upstreamSettings(settings: GatewaySettings) {
  return {
    allow: settings.EGRESS_ALLOW,
    connectMs: settings.GATEWAY_CONNECT_TIMEOUT,
    defaults: {
      maxBodyBytes: settings.GATEWAY_MAX_BODY_BYTES,
      headersMs: settings.GATEWAY_UPSTREAM_HEADERS_TIMEOUT,
      idleBodyMs: settings.GATEWAY_IDLE_BODY_TIMEOUT,
    },
  };
}

export function pipelineSettings(settings: GatewaySettings) {
  return {
    failures: new FailureThrottle({
      failures: settings.GATEWAY_AUTH_FAILURES,
      windowMs: settings.GATEWAY_AUTH_FAILURE_WINDOW,
    }),
    trustedProxies: settings.TRUSTED_PROXIES,
    certificates: settings.MTLS_PROXIES.isEmpty
      ? undefined
      : { proxies: settings.MTLS_PROXIES, name: settings.MTLS_HEADER },
    allowedOrigins: settings.CORS_ALLOW_ORIGINS,
    maxUriBytes: settings.GATEWAY_MAX_URI_BYTES,
    maxHeaders: settings.GATEWAY_MAX_HEADERS,
    maxBodyBytes: settings.GATEWAY_MAX_BODY_BYTES,
    maxValidatedBytes: settings.GATEWAY_MAX_VALIDATED_BYTES,
    idleBodyMs: settings.GATEWAY_IDLE_BODY_TIMEOUT,
  };
}
