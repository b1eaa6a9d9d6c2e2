import { singleClaims } from "@zerq/auth/jwt-claims";
import { AppError } from "@zerq/errors/app-error";
import { type ClientSession, trusted } from "mongoose";
import type { ResourceContext } from "../resource-kind.ts";
import { type ProfileDocument, profileModel, type StoredClaims } from "./profile.model.ts";

type Oidc = NonNullable<ProfileDocument["oidc"]>;

/**
 * Two clients must not share a token: whoever holds one could act, and use up limits, as the other (threat 28). Audiences
 * don't tell profiles apart, since one token can be for several; claims that name one party do.
 * @throws AppError `conflict` naming the profile that could accept the same token
 */
export async function refuseOverlap(
  { connection }: ResourceContext,
  session: ClientSession,
  { oidc, clientId }: ProfileDocument,
): Promise<void> {
  if (oidc === undefined) return;
  const others = await profileModel(connection)
    .find({ "oidc.issuer": oidc.issuer, clientId: trusted({ $ne: clientId }) })
    .select({ key: 1, oidc: 1 })
    .session(session)
    .lean<Pick<ProfileDocument, "key" | "oidc">[]>();
  const twin = others.find((other) => other.oidc !== undefined && canShareToken(oidc, other.oidc));
  if (twin === undefined) return;
  const path = "oidc.requiredClaims";
  const claims = [...singleClaims].join(", ");
  throw new AppError("conflict", {
    message: `The profile ${twin.key} of another client could accept the same tokens. Tell them apart by different requiredClaims: ${claims}.`,
    details: [{ path, code: "overlap", message: `could accept a token of the profile ${twin.key}` }],
  });
}

function canShareToken(one: Oidc, other: Oidc): boolean {
  if (!one.algorithms.some((algorithm) => other.algorithms.includes(algorithm))) return false;
  return ![...singleClaims].some((name) => {
    const wanted = [valuesOf(one.requiredClaims, name), valuesOf(other.requiredClaims, name)];
    // A claim that names one party has one value, so two different ones are never in one token.
    const all = wanted.flat();
    return wanted.every((values) => values.length > 0) && new Set(all).size > 1;
  });
}

function valuesOf(claims: StoredClaims, name: string): unknown[] {
  const claim = claims.find((one) => one.name === name);
  if (claim === undefined) return [];
  return Array.isArray(claim.value) ? claim.value : [claim.value];
}
