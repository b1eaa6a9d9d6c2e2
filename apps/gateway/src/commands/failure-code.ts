import type { TestResult } from "@zerq/plane-protocol/command-body";

/** Of an `Error` and of what caused it. */
const CODES = 4;

const byCode: Readonly<Record<string, TestResult>> = {
  EGRESS_REFUSED: "egress_refused",
  ETIMEDOUT: "timeout",
  UND_ERR_CONNECT_TIMEOUT: "timeout",
  UND_ERR_HEADERS_TIMEOUT: "timeout",
  UND_ERR_BODY_TIMEOUT: "timeout",
  UPSTREAM_PROTOCOL: "upstream_error",
};

/** What Node and OpenSSL call a handshake that failed, or a certificate that isn't trusted. */
const tlsCode =
  /^(ERR_TLS_|ERR_SSL_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|EPROTO)/;

/** A server of TLS 1.3 looks at a client's certificate when the handshake is over for the client; many then just close. */
const closedCode = /^(ECONNRESET|EPIPE|UPSTREAM_CLOSED)$/;

/**
 * The code of a request that got no answer. Whatever isn't known here means that nobody could be reached.
 * @param showsCertificate whether the connection was made with a certificate, which the other side may have refused
 */
export function failureCode(error: unknown, showsCertificate = false): TestResult {
  let current = error;
  for (let depth = 0; depth < CODES && current instanceof Error; depth += 1) {
    const { code, name, cause } = current as Error & { code?: unknown };
    if (name === "TimeoutError") return "timeout";
    if (typeof code === "string") {
      if (Object.hasOwn(byCode, code)) return byCode[code] as TestResult;
      if (tlsCode.test(code) || (showsCertificate && closedCode.test(code))) return "tls_failed";
    }
    current = cause;
  }
  return "unreachable";
}
