/**
 * Names that `$NAME` never resolves to: Zerq's own settings and what platforms keep credentials in (threat 27). Management
 * refuses them when a rule is saved, and the gateway when it would resolve one: whichever is older, the other still holds.
 */
const forbidden = new Set([
  "PATH",
  "HOME",
  "ENCRYPTION_KEY",
  "ENCRYPTION_KEYS_PREVIOUS",
  "CONFIG_SIGNING_KEY",
  "CONFIG_SIGNING_KEYS_PREVIOUS",
  "CONFIG_VERIFY_KEYS",
  "SNAPSHOT_KEY",
  "SNAPSHOT_KEYS_PREVIOUS",
  "PORTAL_KEY",
  "PORTAL_KEYS_PREVIOUS",
  "AUDIT_SIGNING_KEY",
  "KEYS_GIVEN_UP",
  "KEY_PROVIDER",
  "DATA_KEY_MESSAGES",
  "MONGODB_URI",
  "REDIS_URL",
  "REDIS_QUEUE_URL",
  "SMTP_URL",
  "TRUSTED_PROXIES",
  "MTLS_HEADER",
  "MTLS_PROXIES",
  "CORS_ALLOW_ORIGINS",
  "MANAGEMENT_CORS_ALLOW_ORIGINS",
  "EGRESS_ALLOW",
  "MAX_SNAPSHOT_AGE",
  "AUDIT_MIN_RETENTION",
  "MANAGEMENT_BASE_URL",
  "MANAGEMENT_INTERNAL_URL",
  "PORTAL_BASE_URL",
  "PORTAL_MAIL_FROM",
  "CONSOLE_SESSION_IDLE",
  "CONSOLE_SESSION_MAX",
  "LOG_LEVEL",
  "MANAGEMENT_REQUESTS_PER_MINUTE",
  "MANAGEMENT_REQUESTS_PER_MINUTE_OF_ADDRESS",
  "REQUEST_LOG_RETENTION",
]);
const forbiddenPrefixes = [
  "ZERQ_",
  "OIDC_",
  "GATEWAY_",
  "NODE_",
  "NPM_",
  "AWS_",
  "AZURE_",
  "ARM_",
  "IDENTITY_",
  "MSI_",
  "GOOGLE_",
  "GCP_",
  "CLOUDSDK_",
  "VAULT_",
  "SSH_",
  "DYLD_",
  "KUBERNETES_",
  "OTEL_",
  "VAULT_",
  "LD_",
  "SSL_",
];

export function isForbiddenEnvName(name: string): boolean {
  return (
    forbidden.has(name) ||
    name.endsWith("_FILE") ||
    forbiddenPrefixes.some((prefix) => name.startsWith(prefix))
  );
}
