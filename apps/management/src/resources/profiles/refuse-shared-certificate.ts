import { AppError } from "@zerq/errors/app-error";
import { certificatesIn } from "@zerq/plane-protocol/certificates-in";
import { type ClientSession, trusted } from "mongoose";
import type { ResourceContext } from "../resource-kind.ts";
import type { MtlsRules } from "./mtls-rules.schema.ts";
import { type ProfileDocument, profileModel } from "./profile.model.ts";

/**
 * Two clients must not be named by the same certificate: its holder could act, and use up limits, as the other (threat 28). Rules
 * share one when they trust an authority in common and name it alike; other overlaps, such as a name and a thumbprint of one
 * certificate, can't be seen before it comes.
 * @throws AppError `conflict` naming the other profile
 */
export async function refuseSharedCertificate(
  { connection }: ResourceContext,
  session: ClientSession,
  { mtls, clientId }: ProfileDocument,
): Promise<void> {
  if (mtls === undefined) return;
  const others = await profileModel(connection)
    .find({
      "mtls.match.value": trusted({ $in: mtls.match.map(({ value }) => value) }),
      clientId: trusted({ $ne: clientId }),
    })
    .select({ key: 1, mtls: 1 })
    .session(session)
    .lean<Pick<ProfileDocument, "key" | "mtls">[]>();
  const twin = others.find((other) => other.mtls !== undefined && canShare(mtls, other.mtls));
  if (twin === undefined) return;
  throw new AppError("conflict", {
    message: `The profile ${twin.key} of another client accepts the same certificate. Name each client by what only its own certificates have.`,
    details: [
      { path: "mtls.match", code: "overlap", message: `names a certificate of the profile ${twin.key}` },
    ],
  });
}

function canShare(one: MtlsRules, other: MtlsRules): boolean {
  const isNamedAlike = one.match.some((match) =>
    other.match.some(({ type, value }) => type === match.type && value === match.value),
  );
  if (!isNamedAlike) return false;
  const trustedByOther = new Set(thumbprintsOf(other));
  return thumbprintsOf(one).some((thumbprint) => trustedByOther.has(thumbprint));
}

function thumbprintsOf({ caCertificates }: MtlsRules): string[] {
  return certificatesIn(caCertificates).map(({ fingerprint256 }) => fingerprint256);
}
