import { randomId } from "@zerq/crypto/random";
import { AppError } from "@zerq/errors/app-error";
import type { ClientSession, Model } from "mongoose";
import { z } from "zod";
import type { ActorContext } from "../../changes/change.ts";
import type { ChangeLog } from "../../changes/change-log.ts";
import { CompoundChange } from "../compound-change.ts";
import { commonInput, name } from "../fields.ts";
import { parseInput } from "../parse-input.ts";
import { loadResource, planCreation } from "../plan-resource.ts";
import { proxyKind } from "../proxies/proxy.service.ts";
import type { ResourceContext } from "../resource-kind.ts";
import type { Changed } from "../resource-service.ts";
import { atPath, type Warning } from "../widenings/warning.ts";
import type { CollectionDocument } from "./collection.model.ts";
import { collectionInput } from "./collection.schema.ts";
import { collectionKind } from "./collection.service.ts";

export const duplicateInput = z.strictObject({
  name: name.optional(),
  key: commonInput.key,
  /** The next free one made from the original's when it isn't given. */
  basePath: collectionInput.shape.basePath.optional(),
});
export type DuplicateInput = z.infer<typeof duplicateInput>;

/**
 * A copy of a collection with copies of its proxies, all of them drafts and kept by nobody, as one version.
 * @throws AppError `not_found`, `conflict` when the key or the base path is taken
 */
export async function duplicateCollection(
  context: ResourceContext,
  changes: ChangeLog,
  actor: ActorContext,
  id: string,
  wanted: DuplicateInput,
): Promise<Changed> {
  const kind = collectionKind(context);
  const proxies = proxyKind(context);
  const { version, result } = await changes.submit({
    context: actor,
    async plan(session, carrying) {
      const original = await loadResource(kind, id, session);
      const compound = new CompoundChange(carrying);
      const asDraft = { key: wanted.key, managedBy: null, status: "draft" };
      const body = {
        ...kind.toInput(original),
        ...asDraft,
        name: wanted.name ?? `${original.name} (copy)`.slice(0, 200),
        basePath: wanted.basePath ?? (await freePath(kind.model, original.basePath, session)),
      };
      const copyId = randomId();
      const making = { id: copyId, input: parseInput(kind.input, body), body: { duplicateOf: original.key } };
      const { document, warnings: own } = await compound.add(
        await planCreation(kind, session, actor.actor, making),
      );
      const children = await proxies.model
        .find({ collectionId: id })
        .sort({ _id: 1 })
        .session(session)
        .lean();
      const warnings: Warning[] = [...own];
      for (const [index, child] of children.entries()) {
        const copy = { ...proxies.toInput(child), ...asDraft, key: undefined, collectionId: copyId };
        const input = parseInput(proxies.input, copy);
        const plan = { id: randomId(), input, body: { duplicateOf: child.key } };
        const made = await compound.add(await planCreation(proxies, session, actor.actor, plan));
        warnings.push(...made.warnings.map((warning) => atPath(`proxies.${index}`, warning)));
      }
      return compound.finish({ document: document as CollectionDocument, warnings });
    },
  });
  const { document, warnings } = result;
  const { revision } = document;
  return { resource: kind.view(document), revision, configVersion: version, shown: {}, warnings };
}

/** `/payments-copy`, `/payments-copy-2` and so on. */
async function freePath(
  model: Model<CollectionDocument>,
  basePath: string,
  session: ClientSession,
): Promise<string> {
  const base = basePath === "/" ? "/copy" : `${basePath}-copy`;
  for (let n = 1; n <= 100; n += 1) {
    const candidate = n === 1 ? base : `${base}-${n}`;
    if ((await model.exists({ basePath: candidate }).session(session)) === null) return candidate;
  }
  throw new AppError("conflict", { message: "There are too many copies already. Give the copy a basePath." });
}
