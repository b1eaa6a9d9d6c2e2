import type { IncomingMessage } from "node:http";
import { randomToken } from "@zerq/crypto/random";

/** X-Request-ID as it came when it is safe to log and repeat, else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[A-Za-z0-9._-]{8,128}$/.test(given) ? given : randomToken(16);
}
