import { AppError } from "@zerq/errors/app-error";
import { errors, jwtVerify } from "jose";
import { z } from "zod";
import { asymmetricAlgorithms } from "./jwt-algorithms.ts";
import { JwtError, type JwtHeader, readHeader } from "./jwt-parts.ts";
import { type KeySource, KeysUnavailableError } from "./key-source.ts";

const EVENT = "http://schemas.openid.net/event/backchannel-logout";
/** Providers send it at once; an old one is somebody's copy. */
const MAX_AGE_SECONDS = 300;

/** Whose sessions end: one of the provider's sessions, or all of a subject. */
export type LogoutNotice = {
  readonly jti: string;
  readonly subject: string | undefined;
  readonly sid: string | undefined;
};

const text = z.string().min(1).max(500);
const claims = z.object({
  jti: text,
  iat: z.number(),
  sub: text.optional(),
  sid: text.optional(),
  events: z.object({ [EVENT]: z.object({}).loose() }).loose(),
  nonce: z.undefined({ error: "a logout token has no nonce" }).optional(),
});

export type LogoutTokenRules = {
  issuer: string;
  /** The client that signed people in: the token's audience. */
  clientId: string;
  keys: KeySource;
  clockToleranceSeconds: number;
};

/**
 * Verifies a logout token (OpenID Connect Back-Channel Logout 1.0 section 2.6). Whether its `jti` has come before is for the
 * caller to say, who can remember it for all instances.
 * @throws AppError `bad_request`, as section 2.8 asks for; `service_unavailable` while the provider's keys can't be had
 */
export async function verifyLogoutToken(token: string, rules: LogoutTokenRules): Promise<LogoutNotice> {
  try {
    const header = readHeader(token);
    refuseOtherKinds(header);
    const key = await rules.keys.find(header);
    if (key === undefined) throw new JwtError("the issuer has no such key");
    const { payload } = await jwtVerify(token, key, {
      issuer: rules.issuer,
      audience: rules.clientId,
      algorithms: [...asymmetricAlgorithms],
      clockTolerance: rules.clockToleranceSeconds,
      maxTokenAge: MAX_AGE_SECONDS,
    });
    const read = claims.safeParse(payload);
    if (!read.success) throw new JwtError(`it is no logout token: ${read.error.issues[0]?.message}`);
    const { jti, sub, sid } = read.data;
    if (sub === undefined && sid === undefined)
      throw new JwtError("it names neither a subject nor a session");
    return { jti, subject: sub, sid };
  } catch (error) {
    throw asRefusal(error);
  }
}

/** The header says what it is where the provider follows RFC 8725; an access or ID token is never one. */
function refuseOtherKinds({ typ }: JwtHeader): void {
  if (typ !== undefined && !["jwt", "logout+jwt", "application/logout+jwt"].includes(typ.toLowerCase()))
    throw new JwtError("the token is of another type");
}

function asRefusal(error: unknown): unknown {
  if (error instanceof KeysUnavailableError)
    return new AppError("service_unavailable", { log: error.message, headers: { "Retry-After": "5" } });
  const isRefusal = error instanceof JwtError || error instanceof errors.JOSEError;
  return new AppError("bad_request", {
    message: "The logout token is not valid.",
    log: isRefusal ? error.message : String(error),
  });
}
