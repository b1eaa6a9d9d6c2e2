import { AppError } from "@zerq/errors/app-error";
import { nothingForGroups } from "../changes/group-changes.ts";
import { systemActor } from "../changes/system-actor.ts";
import { activateKeys } from "./activate-keys.ts";
import { beginRotation } from "./begin-rotation.ts";
import { type KeyContext, keysResource } from "./key-context.ts";
import { liveReaders, notAll } from "./key-readers.ts";
import { readKeys } from "./key-records.ts";
import { type KeyRotation, keyRotationModel, openRotation } from "./key-rotation.model.ts";
import { rewriteUnderNewKeys } from "./rewrite-under-new-keys.ts";

/** What a look after the keys came to, for the log. */
export type Advanced = { rotation: string; state: KeyRotation["state"]; rewritten: number; total: number };

/**
 * Takes the open rotation a step on, if there is one; begins one for keys that have sealed enough. May be run by several
 * instances at once and ended at any point: everything that counts is in the database.
 * @param forMs about how long it may rewrite
 * @returns undefined when nothing happened that is worth a line
 */
export async function advanceRotation(context: KeyContext, forMs: number): Promise<Advanced | undefined> {
  const { connection } = context.resources;
  const rotation = (await openRotation(connection)) ?? (await rollUsedUp(context));
  if (rotation === undefined) return undefined;
  await context.keeper.refresh();
  const steps: Readonly<Record<KeyRotation["state"], () => Promise<boolean>>> = {
    announced: () => activateWhenKnown(context, rotation),
    rewriting: () => rewrite(context, rotation, performance.now() + forMs),
    done: async () => false,
  };
  const moved = await steps[rotation.state]().catch(unlessOvertaken);
  const after = await keyRotationModel(connection).findOne({ _id: rotation._id }).lean<KeyRotation>();
  if (!moved || after === null) return undefined;
  const { _id, state, rewritten, total } = after;
  return { rotation: _id, state, rewritten, total };
}

/** Another instance took the same step first, which is as good. */
function unlessOvertaken(error: unknown): boolean {
  if (error instanceof AppError && error.code === "conflict") return false;
  throw error;
}

/** A key is written with only when every running instance can read with it. */
async function activateWhenKnown(context: KeyContext, rotation: KeyRotation): Promise<boolean> {
  const { connection } = context.resources;
  const { _id, newKeys } = rotation;
  const waitingFor = notAll(await liveReaders(connection), ({ keys }) =>
    newKeys.every((id) => keys.includes(id)),
  );
  if (waitingFor.length > 0) {
    await keyRotationModel(connection).updateOne({ _id, state: "announced" }, { $set: { waitingFor } });
    return false;
  }
  await activateKeys(context, rotation);
  await context.keeper.refresh();
  return true;
}

async function rewrite(context: KeyContext, rotation: KeyRotation, until: number): Promise<boolean> {
  const { rewritten } = rotation;
  if (await rewriteUnderNewKeys(context, rotation, until)) {
    await finish(context, rotation._id);
    return true;
  }
  const now = await openRotation(context.resources.connection);
  return now !== null && now.rewritten > rewritten;
}

async function finish({ resources, changes }: KeyContext, _id: string): Promise<void> {
  const rotations = keyRotationModel(resources.connection);
  await changes.submit({
    context: systemActor("key-rotation"),
    async plan(session) {
      const rotation = await rotations.findOne({ _id, open: true }).session(session).lean<KeyRotation>();
      if (rotation === null) throw new AppError("conflict", { log: `rotation ${_id} is done already` });
      const { purposes, total, rewritten, unreadable } = rotation;
      const $set = { state: "done", open: false, finishedAt: new Date(), waitingFor: [] };
      const operation = { updateOne: { filter: { _id: _id as never }, update: { $set } } };
      return {
        writes: [{ collection: rotations.collection.name, operation }],
        audit: {
          action: "keys.rotated",
          resource: keysResource,
          body: null,
          before: null,
          after: { purposes, total, rewritten, unreadable },
        },
        gateways: nothingForGroups,
        portal: [],
        result: undefined,
      };
    },
  });
}

/** A key that has sealed as much as it may gets a successor. */
async function rollUsedUp(context: KeyContext): Promise<KeyRotation | undefined> {
  const { messagesPerKey } = context.meter;
  const keys = await readKeys(context.resources.connection);
  const purposes = keys
    .filter(({ active, uses }) => active && uses >= messagesPerKey)
    .map(({ purpose }) => purpose);
  if (purposes.length === 0) return undefined;
  const about = { purposes, reason: "used-up" } as const;
  const begun = await beginRotation(context, systemActor("key-upkeep"), about).catch((error: unknown) => {
    unlessOvertaken(error);
  });
  return begun?.rotation;
}
