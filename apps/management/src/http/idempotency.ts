import type { KeyObject } from "node:crypto";
import type { KeyRing, RingKey } from "@zerq/crypto/key-ring";
import { mac } from "@zerq/crypto/mac";
import { AppError } from "@zerq/errors/app-error";
import { type Connection, trusted } from "mongoose";
import type { ActorContext } from "../changes/change.ts";
import type { ChangeLog } from "../changes/change-log.ts";
import { type IdempotencyDocument, idempotencyModel, type StoredAnswer } from "./idempotency.model.ts";

const KEPT_MS = 24 * 3_600_000;
/** How long a replay waits for the answer of a request that is just being carried out. */
const PATIENCE_MS = 2_000;

type Key = { id: string; fingerprint: string };
/** `earlier`: what the same key is under the hashing keys that are not the active one. */
export type Claim = Key & { earlier: readonly Key[] };

export type Idempotency = {
  /** The change log for everything that is served: it records the key in the very transaction of the change. */
  changes: ChangeLog;
  /**
   * Binds a key to actor, route and body for the change that will be submitted with this context.
   * @throws AppError `bad_request` when the key is malformed
   */
  claim(context: ActorContext, key: string, route: string, body: string): Claim;
  /**
   * The answer that was given before, if any.
   * @throws AppError `idempotency_conflict` when the key was used for something else, or the answer is lost
   */
  find(claim: Claim): Promise<StoredAnswer | undefined>;
  store(claim: Claim, answer: StoredAnswer): Promise<void>;
};

/**
 * Idempotency-Key (draft-ietf-httpapi-idempotency-key-header). The key commits or vanishes together with its change, so a
 * caller that lost the answer may repeat the request whatever happened to this process in between.
 */
export function createIdempotency(connection: Connection, ring: KeyRing, changes: ChangeLog): Idempotency {
  const model = idempotencyModel(connection);
  const claims = new WeakMap<ActorContext, Claim>();
  const hash = (key: KeyObject, ...parts: string[]) => mac(key, "idempotency", ...parts);

  return {
    changes: recordingChanges(connection, changes, claims),
    claim(context, key, route, body) {
      if (!/^[\x21-\x7e]{1,255}$/.test(key))
        throw new AppError("bad_request", {
          message: "Idempotency-Key must be 1 to 255 visible ASCII characters.",
        });
      const under = ({ key: hashing }: RingKey): Key => ({
        id: hash(hashing, "key", context.actor.subject, key),
        fingerprint: hash(hashing, "request", route, body),
      });
      const active = ring.active("audit-fingerprint");
      const others = ring.all("audit-fingerprint").filter(({ id }) => id !== active.id);
      const claim = { ...under(active), earlier: others.map(under) };
      claims.set(context, claim);
      return claim;
    },
    async find(claim) {
      for (const deadline = Date.now() + PATIENCE_MS; ; ) {
        const found = await model.findOne({ _id: anyIdOf(claim) }).lean<IdempotencyDocument>();
        if (found === null) return undefined;
        const known = [claim, ...claim.earlier].find(({ id }) => id === found._id);
        if (found.fingerprint !== known?.fingerprint) throw new AppError("idempotency_conflict");
        if (found.answer !== null) return found.answer;
        if (Date.now() > deadline) throw answerLost(found);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
    async store({ id }, answer) {
      await model.updateOne({ _id: id }, { $set: { answer } });
    },
  };
}

/** A key that was used before a rotation of the hashing key is still the same key. */
function anyIdOf({ id, earlier }: Claim) {
  return trusted({ $in: [id, ...earlier.map((key) => key.id)] });
}

/** A change log that writes a claimed key in the transaction of its change, and refuses one that is there already. */
function recordingChanges(
  connection: Connection,
  changes: ChangeLog,
  claims: WeakMap<ActorContext, Claim>,
): ChangeLog {
  const model = idempotencyModel(connection);
  return {
    close: () => changes.close(),
    submit(change) {
      const claim = claims.get(change.context);
      if (claim === undefined) return changes.submit(change);
      return changes.submit({
        ...change,
        async plan(session, carrying) {
          const taken = await model.exists({ _id: anyIdOf(claim) }).session(session);
          if (taken !== null) throw new AppError("idempotency_conflict");
          const plan = await change.plan(session, carrying);
          const { type, id } = plan.audit.resource;
          const expiresAt = new Date(Date.now() + KEPT_MS);
          const { id: _id, fingerprint } = claim;
          const document: IdempotencyDocument = {
            _id,
            fingerprint,
            resource: { type, id },
            answer: null,
            expiresAt,
          };
          const operation = { insertOne: { document: document as never } };
          return { ...plan, writes: [...plan.writes, { collection: model.collection.name, operation }] };
        },
      });
    },
  };
}

/** The change is there, but this process, or another, died before it knew the answer. */
function answerLost({ resource }: IdempotencyDocument): AppError {
  return new AppError("idempotency_conflict", {
    message: "The request with this key was carried out, but its answer is lost. Read the resource.",
    details: [{ path: "", code: "carried_out", message: `${resource.type} ${resource.id}` }],
  });
}
