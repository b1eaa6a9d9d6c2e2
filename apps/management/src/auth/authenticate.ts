import type { IncomingMessage } from "node:http";
import { AppError } from "@zerq/errors/app-error";
import type { SessionService } from "../session/session.service.ts";
import type { Caller } from "./caller.ts";
import type { TokenReader } from "./caller-of-token.ts";

const challenge = { "WWW-Authenticate": 'Bearer realm="zerq-management"' };

/**
 * Who calls: by bearer token (RFC 6750, in the header only), or by the console's session. Both together are refused,
 * since one of them would be ignored.
 * @throws AppError 401 or 400
 */
export async function authenticate(
  request: IncomingMessage,
  readToken: TokenReader,
  sessions: Pick<SessionService, "cookieOf" | "callerOf">,
): Promise<Caller> {
  const { authorization } = request.headers;
  const cookie = sessions.cookieOf(request);
  if (authorization !== undefined) {
    if (cookie !== undefined) {
      throw new AppError("bad_request", {
        message: "Send either a bearer token or the session cookie, not both.",
      });
    }
    const match = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization);
    if (match?.[1] === undefined)
      throw new AppError("unauthorized", { headers: challenge, log: "no bearer token" });
    return readToken(match[1], "bearer");
  }
  if (cookie === undefined) throw new AppError("unauthorized", { headers: challenge, log: "no credentials" });
  return sessions.callerOf(cookie);
}
