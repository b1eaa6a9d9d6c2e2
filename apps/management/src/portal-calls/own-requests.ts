import { catalogue } from "@zerq/errors/catalogue";
import type { PortalAnswer } from "@zerq/plane-protocol/portal-call";
import type { RequestLogReader } from "../logs/request-log-reader.ts";

type Item = PortalAnswer<"requests">["items"][number];
/** What is looked at of an entry as operators see it. */
type Logged = Omit<Item, "reason"> & { deny: string | null };

/** A client's own requests, newest first, with the reason of each refusal. @throws AppError `validation_failed` for a cursor */
export async function ownRequests(
  logs: RequestLogReader,
  clientId: string,
  { limit, cursor }: { limit: number; cursor: string | null },
): Promise<PortalAnswer<"requests">> {
  const page = { limit, cursor: cursor ?? undefined };
  const { items, nextCursor } = await logs.listOwn(clientId, page);
  return { items: (items as Logged[]).map(toItem), nextCursor };
}

function toItem({ deny, ...entry }: Logged): Item {
  const { id, requestId, time, method, path, status, error, latencyMs, profileId, ip } = entry;
  const reason = reasonOf(status, error, deny);
  return { id, requestId, time, method, path, status, error, reason, latencyMs, profileId, ip };
}

/**
 * Why a call of theirs was refused is for them; what failed behind the gateway names hosts and addresses, and is for operators.
 */
function reasonOf(status: number, error: string | null, deny: string | null): string | null {
  if (error === null) return null;
  const message = Object.hasOwn(catalogue, error)
    ? catalogue[error as keyof typeof catalogue].message
    : error;
  return status < 500 && deny !== null ? deny : message;
}
