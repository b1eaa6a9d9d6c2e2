import { randomId } from "@zerq/crypto/random";
import { type KeyPurpose, newWrappedKey, type WrappedKey } from "@zerq/crypto/wrapped-key";
import { AppError } from "@zerq/errors/app-error";
import type { ActorContext } from "../changes/change.ts";
import { toEveryGroup } from "../changes/group-changes.ts";
import { gatewayPepper } from "../resources/projections/gateway-projections.ts";
import { keyModel } from "./key.model.ts";
import { type KeyContext, keysResource } from "./key-context.ts";
import { type KeyRotation, keyRotationModel } from "./key-rotation.model.ts";

export type Begun = { rotation: KeyRotation; version: number };

/**
 * Makes new keys for the purposes. They come into use by themselves, as soon as every running instance can read with them
 * (advance-rotation.ts); gateways get a new token pepper in this very change, so before any token that was hashed with it.
 * @throws AppError `conflict` while another rotation is open
 */
export async function beginRotation(
  { resources, changes }: KeyContext,
  actor: ActorContext,
  { purposes, reason }: Pick<KeyRotation, "purposes" | "reason">,
): Promise<Begun> {
  const { connection, ring } = resources;
  const records = await Promise.all(
    purposes.map((purpose) => newWrappedKey(purpose, ring.wrappers.current, false)),
  );
  await ring.learn(records);
  const rotation = newRotation(records, reason, actor.actor);
  const rotations = keyRotationModel(connection);
  const { version } = await changes.submit({
    context: actor,
    async plan(session) {
      if ((await rotations.exists({ open: true }).session(session)) !== null) throw rotationIsOpen();
      const newKeys = records.map(({ _id, purpose }) => ({ id: _id, purpose }));
      const insert = (document: object) => ({ insertOne: { document: document as never } });
      return {
        writes: [
          ...records.map((record) => ({
            collection: keyModel(connection).collection.name,
            operation: insert(record),
          })),
          { collection: rotations.collection.name, operation: insert(rotation) },
        ],
        audit: {
          action: "keys.rotate",
          resource: keysResource,
          body: { purposes, reason },
          before: null,
          after: { newKeys },
        },
        gateways: toEveryGroup(
          ring
            .all("token-pepper")
            .filter(({ id }) => rotation.newKeys.includes(id))
            .map((pepper) => gatewayPepper(resources, pepper)),
        ),
        portal: [],
        result: undefined,
      };
    },
  });
  return { rotation, version };
}

function newRotation(
  records: readonly WrappedKey[],
  reason: KeyRotation["reason"],
  { subject, name }: ActorContext["actor"],
): KeyRotation {
  return {
    _id: randomId(),
    state: "announced",
    open: true,
    reason,
    purposes: records.map(({ purpose }): KeyPurpose => purpose),
    newKeys: records.map(({ _id }) => _id),
    startedBy: { subject, name },
    startedAt: new Date(),
    activatedAt: null,
    finishedAt: null,
    total: 0,
    rewritten: 0,
    rewrittenInPass: 0,
    step: 0,
    position: { place: 0, after: null },
    unreadable: [],
    waitingFor: [],
  };
}

function rotationIsOpen(): AppError {
  return new AppError("conflict", {
    message: "Keys are being rotated already. zerq keys status shows how far it is.",
  });
}
