import { wrapperThatOpens } from "@zerq/crypto/key-wrapper";
import { keyPlace, type WrappedKey, WrongMasterKeyError } from "@zerq/crypto/wrapped-key";
import { AppError } from "@zerq/errors/app-error";
import type { ActorContext } from "../changes/change.ts";
import { nothingForGroups } from "../changes/group-changes.ts";
import { keyModel } from "./key.model.ts";
import { type KeyContext, keysResource } from "./key-context.ts";
import { liveReaders, notAll } from "./key-readers.ts";
import { readKeys } from "./key-records.ts";

export type Rewrapped = { rewrapped: number; total: number; version: number };

/**
 * Wraps every key anew under the master key that wraps now; the keys themselves stay, and with them all that they sealed.
 * @throws AppError `conflict` while an instance is running that doesn't have that master key: it could not start again
 */
export async function rewrapKeys(
  { resources, changes }: KeyContext,
  actor: ActorContext,
): Promise<Rewrapped> {
  const { connection, ring } = resources;
  const { current } = ring.wrappers;
  await refuseUnknownMaster(resources.connection, current.name);
  const records = await readKeys(connection);
  const renewed: { record: WrappedKey; wrapped: string; masterKeyId: string }[] = [];
  for (const record of records) {
    const given = await rewrapOne(ring.wrappers, record);
    if (given.wrapped !== record.wrapped) renewed.push({ record, ...given });
  }
  const keys = keyModel(connection);
  const { version } = await changes.submit({
    context: actor,
    async plan(session) {
      for (const { record } of renewed) {
        const { _id, wrapped } = record;
        // Another instance rewraps at the same time; either of the two is as good.
        if ((await keys.exists({ _id, wrapped }).session(session)) === null) throw new AppError("conflict");
      }
      return {
        writes: renewed.map(({ record, wrapped, masterKeyId }) => ({
          collection: keys.collection.name,
          operation: {
            updateOne: {
              filter: { _id: record._id as never, wrapped: record.wrapped },
              update: { $set: { wrapped, masterKeyId } },
            },
          },
        })),
        audit: {
          action: "keys.rewrap",
          resource: keysResource,
          body: null,
          before: { masterKeys: [...new Set(records.map(({ masterKeyId }) => masterKeyId))] },
          after: { rewrapped: renewed.map(({ record }) => record._id) },
        },
        gateways: nothingForGroups,
        portal: [],
        result: undefined,
      };
    },
  });
  return { rewrapped: renewed.length, total: records.length, version };
}

async function rewrapOne(wrappers: KeyContext["resources"]["ring"]["wrappers"], record: WrappedKey) {
  const wrapper = wrapperThatOpens(wrappers, record.masterKeyId);
  if (wrapper === undefined) throw new WrongMasterKeyError(record);
  const place = keyPlace(record);
  if (wrapper === wrappers.current) return wrapper.rewrap(record, place);
  return wrappers.current.wrap(await wrapper.unwrap(record, place), place);
}

async function refuseUnknownMaster(
  connection: KeyContext["resources"]["connection"],
  name: string,
): Promise<void> {
  const without = notAll(await liveReaders(connection), ({ opens }) => opens.includes(name));
  if (without.length === 0) return;
  throw new AppError("conflict", {
    message:
      `These instances don't have the master key ${name} yet and could not start again: ${without.join(", ")}. ` +
      "Restart them with it, then try again.",
  });
}
