import { addressGroup } from "../http/address-group.ts";
import type { AccessRecord } from "./access.model.ts";
import type { AccessTrail } from "./access-trail.ts";

export type RefusalLog = {
  /** A call of somebody known: each is written, repeats of it within the minute are counted. */
  forbidden(record: Omit<AccessRecord, "count" | "outcome">): void;
  /** A call, or sign-in, of nobody known: counted by address and minute. */
  unauthenticated(record: Omit<AccessRecord, "count" | "outcome">): void;
  /** Writes what was counted so far. */
  close(): void;
};

type Counted = { record: AccessRecord; since: Date; repeats: number };

/** Different refusals of one minute that are told apart; beyond it they are counted together, so that nobody floods the audit. */
const MOST_KEYS = 1_000;
const EVERY_MS = 60_000;

/**
 * Writes refused calls to the access chain, at most two entries for the same thing in a minute: the first at once, and one that
 * counts its repeats when the minute is over (threat 16).
 */
export function createRefusalLog(trail: AccessTrail): RefusalLog {
  let counted = new Map<string, Counted>();

  function take(key: string, record: AccessRecord): void {
    const known = counted.get(key);
    if (known !== undefined) {
      known.repeats += 1;
      return;
    }
    if (counted.size >= MOST_KEYS && key !== OTHERS) {
      take(OTHERS, withoutDetails(record));
      return;
    }
    counted.set(key, { record, since: new Date(), repeats: 0 });
    trail.note(record);
  }

  function flush(): void {
    const over = counted;
    counted = new Map();
    for (const { record, since, repeats } of over.values())
      if (repeats > 0) trail.note({ ...record, count: repeats }, since);
  }

  const timer = setInterval(flush, EVERY_MS);
  timer.unref();
  return {
    forbidden(record) {
      const { actor, request, resource, code = "" } = record;
      const key = ["known", record.action, actor.subject, request.method, resource.id, code, request.ip].join(
        "\n",
      );
      take(key, { ...record, outcome: "refused", count: 1 });
    },
    unauthenticated(record) {
      const outcome = record.action === "session.sign-in" ? "failed" : "refused";
      const key = ["unknown", record.action, addressGroup(record.request.ip)].join("\n");
      take(key, { ...record, outcome, count: 1 });
    },
    close() {
      clearInterval(timer);
      flush();
    },
  };
}

const OTHERS = "others";

function withoutDetails(record: AccessRecord): AccessRecord {
  const request = { ...record.request, id: "", url: "", ip: "", userAgent: "" };
  return { ...record, actor: nobody, request, resource: { type: "api", id: OTHERS, key: OTHERS } };
}

/** Who is told of where nobody is known. */
export const nobody: AccessRecord["actor"] = { subject: "", name: "", kind: "user", roles: [] };
