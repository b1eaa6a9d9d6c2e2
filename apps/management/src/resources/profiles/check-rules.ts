import { AppError } from "@zerq/errors/app-error";
import type { ResourceContext } from "../resource-kind.ts";
import type { ProfileDocument } from "./profile.model.ts";
import type { AuthType } from "./profile.schema.ts";
import { refuseExpired } from "./refuse-expired.ts";

type Check = (context: ResourceContext, document: ProfileDocument, before: ProfileDocument | null) => void;

/**
 * What each type asks for. It is looked at on the whole profile, since a patch doesn't say what type it is for.
 */
const checks: Readonly<Record<AuthType, Check>> = {
  token: (_context, document) => only(document, undefined),
  jwt: (_context, document) => only(document, "jwt"),
  oidc(context, document) {
    only(document, "oidc");
    holdAddresses(context, [document.oidc?.issuer, document.oidc?.jwksUri]);
  },
  mtls(context, document, before) {
    only(document, "mtls");
    holdAddresses(context, [document.mtls?.crl?.url]);
    if (document.mtls !== undefined) refuseExpired(document.mtls, before?.mtls);
  },
  none(_context, document) {
    only(document, undefined);
    // The allowlist is all that such a profile has against strangers.
    if (document.allowedIps.length === 0)
      throw wrong("allowedIps", "required", "must not be empty where nothing else is asked for");
  },
};

/** @throws AppError `validation_failed`, `egress_not_allowed` */
export function checkRules(
  context: ResourceContext,
  document: ProfileDocument,
  before: ProfileDocument | null,
): void {
  checks[document.authType](context, document, before);
}

function holdAddresses(context: ResourceContext, urls: readonly (string | null | undefined)[]): void {
  for (const url of urls) {
    const refused = typeof url === "string" ? context.checkEgress(url) : undefined;
    if (refused !== undefined) throw refused;
  }
}

/** Rules of another type would be accepted and ignored. */
function only(document: ProfileDocument, own: "jwt" | "oidc" | "mtls" | undefined): void {
  for (const name of ["jwt", "oidc", "mtls"] as const) {
    const isThere = document[name] !== undefined;
    if (isThere && name !== own)
      throw wrong(name, "unknown_field", `is not a field of a profile of type ${document.authType}`);
    if (!isThere && name === own)
      throw wrong(name, "required", `is needed by a profile of type ${document.authType}`);
  }
}

function wrong(path: string, code: string, message: string): AppError {
  return new AppError("validation_failed", { details: [{ path, code, message }] });
}
