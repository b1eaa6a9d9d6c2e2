import { AppError } from "@zerq/errors/app-error";

const later = ["jwt", "oidc", "mtls", "none"];

/** @throws AppError `not_supported` for an authentication type of the data model that has no behaviour yet */
export function refuseLaterAuthType(body: unknown): void {
  const type = typeof body === "object" && body !== null && "authType" in body ? body.authType : undefined;
  if (typeof type !== "string" || !later.includes(type)) return;
  throw new AppError("not_supported", {
    details: [
      { path: "authType", code: "not_supported", message: "only token is supported by this version" },
    ],
  });
}
