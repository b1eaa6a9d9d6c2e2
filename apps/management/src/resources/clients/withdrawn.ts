import type { ClientDocument, Withdrawn } from "./client.model.ts";
import type { ClientInput } from "./client.schema.ts";

/** Most addresses that are remembered; the oldest are forgotten first. */
const MAX_ADDRESSES = 1_000;

/** What a client had before and has not any more, after this change. */
export function withdrawnAfter(
  input: Pick<ClientInput, "authorizedEmails" | "hasPortalAccess">,
  existing: ClientDocument | null,
): Withdrawn {
  const before = existing?.withdrawn ?? { emails: [], portalAccess: false };
  const removed = (existing?.authorizedEmails ?? []).filter(
    (email) => !input.authorizedEmails.includes(email),
  );
  const emails = [...before.emails, ...removed].filter((email) => !input.authorizedEmails.includes(email));
  const lostPortal = before.portalAccess || existing?.hasPortalAccess === true;
  return {
    emails: [...new Set(emails)].slice(-MAX_ADDRESSES),
    portalAccess: lostPortal && !input.hasPortalAccess,
  };
}
