import { AppError } from "@zerq/errors/app-error";
import { nothingForGroups } from "../changes/group-changes.ts";
import { systemActor } from "../changes/system-actor.ts";
import { countUnderKeys } from "./encrypted-places.ts";
import { keyModel } from "./key.model.ts";
import { type KeyContext, keysResource } from "./key-context.ts";
import { type KeyRotation, keyRotationModel } from "./key-rotation.model.ts";

/**
 * Puts the new keys of a rotation into use, all at once. A rotation that has nothing to rewrite ends with it.
 * @throws AppError `conflict` when another instance did it first
 */
export async function activateKeys({ resources, changes }: KeyContext, rotation: KeyRotation): Promise<void> {
  const { connection, ring } = resources;
  const [keys, rotations] = [keyModel(connection), keyRotationModel(connection)];
  const { _id, purposes, newKeys } = rotation;
  const rewrites = mustRewrite(rotation);
  const oldData = ring.all("data").map(({ id }) => id);
  const total = rewrites ? await countUnderKeys(connection, oldData) : 0;
  await changes.submit({
    context: systemActor("key-rotation"),
    async plan(session) {
      if ((await rotations.exists({ _id, state: "announced" }).session(session)) === null)
        throw new AppError("conflict", { log: `rotation ${_id} is not announced any more` });
      const now = new Date();
      const update = (collection: string, filter: object, $set: object) => ({
        collection,
        operation: { updateOne: { filter: filter as never, update: { $set } } },
      });
      const ended = rewrites ? {} : { open: false, finishedAt: now };
      return {
        writes: [
          // The old ones first: there is one active key of each purpose at most.
          ...purposes.map((purpose) =>
            update(keys.collection.name, { purpose, active: true }, { active: false, retiredAt: now }),
          ),
          ...newKeys.map((id) => update(keys.collection.name, { _id: id }, { active: true })),
          update(
            rotations.collection.name,
            { _id },
            {
              state: rewrites ? "rewriting" : "done",
              activatedAt: now,
              total,
              waitingFor: [],
              ...ended,
            },
          ),
        ],
        audit: {
          action: "keys.activate",
          resource: keysResource,
          body: null,
          before: null,
          after: { purposes, keys: newKeys },
        },
        gateways: nothingForGroups,
        portal: [],
        result: undefined,
      };
    },
  });
}

/** A key that was used up is only replaced: what it sealed is still sound. */
function mustRewrite({ reason, purposes }: KeyRotation): boolean {
  return reason === "asked" && purposes.includes("data");
}
