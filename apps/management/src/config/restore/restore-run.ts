import { AppError, type ErrorDetail } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import type { ActorContext, Carrying } from "../../changes/change.ts";
import type { Body } from "../../publishing/change-fold.ts";
import { CompoundChange } from "../../resources/compound-change.ts";
import { parseInput } from "../../resources/parse-input.ts";
import { planCreation, planRemoval, planUpdate } from "../../resources/plan-resource.ts";
import type { ResourceContext } from "../../resources/resource-kind.ts";
import { MAX_CHANGES } from "../apply-run.ts";
import { formOf } from "../compare-entry.ts";
import type { KindTable } from "../config-kinds.ts";
import { entryWarnings } from "../entry-warnings.ts";
import { fieldChanges } from "../field-changes.ts";
import type { KeyTable } from "../key-table.ts";
import type { Unwanted, Wanted } from "./match-stored.ts";
import type { RestoredChange } from "./restore.schema.ts";
import { restoreOne } from "./restore-one.ts";
import { restoreSettings } from "./restore-settings.ts";

/** What one restore works with. */
export type RestoreWork = {
  resources: ResourceContext;
  kinds: KindTable;
  keys: KeyTable;
  context: ActorContext;
  session: ClientSession;
  carrying: Carrying;
  reactivate: boolean;
};

/** One thing to do; its name is what a refusal calls it. */
type Step = { name: string; run(): Promise<void> };
type Refused = { step: Step; error: AppError };

/** How many times what was refused is tried again, after everything that wasn't. */
const MAX_ROUNDS = 20;

/** One restore inside its transaction, resource by resource. */
export class RestoreRun {
  readonly changes: RestoredChange[] = [];
  readonly compound: CompoundChange;
  readonly #work: RestoreWork;
  #count = 0;

  constructor(work: RestoreWork) {
    this.#work = work;
    this.compound = new CompoundChange(work.carrying);
  }

  /** @param state as the audit shows the settings of then */
  async settings(state: Body): Promise<void> {
    const { resources, session, reactivate } = this.#work;
    const { change, plan } = await restoreSettings(resources, session, state, reactivate);
    if (plan !== undefined)
      await this.compound.add({ ...plan, result: { document: null, shown: {}, warnings: [] } });
    this.#tell(change);
  }

  /**
   * What wasn't there goes first, dependents before what they depend on; then everything comes that was, in the order of
   * references. What is refused for now, since something still has its key or its path, or refers to it, is tried again.
   * @throws AppError with everything that is refused for good, by name
   */
  async carryOut(wanted: readonly Wanted[], unwanted: readonly Unwanted[]): Promise<void> {
    let left: Step[] = [
      ...unwanted.toReversed().map((one) => ({
        name: `${one.kind}.${one.document.key}`,
        run: () => this.#remove(one),
      })),
      ...wanted.map((one) => ({ name: `${one.kind}.${one.body["key"]}`, run: () => this.#put(one) })),
    ];
    for (let round = 1; left.length > 0; round += 1) {
      const refused: Refused[] = [];
      for (const step of left) {
        // Other requests have their turn in between, as in an apply.
        await new Promise(setImmediate);
        const error = await refusalOf(step);
        if (error !== undefined) refused.push({ step, error });
      }
      if (refused.length === left.length || round === MAX_ROUNDS) throw together(refused);
      left = refused.map(({ step }) => step);
    }
  }

  async #remove({ kind, document }: Unwanted): Promise<void> {
    const { kinds, keys, session } = this.#work;
    const plan = await planRemoval(kinds[kind], session, document._id.toHexString(), "any");
    this.#admit();
    const { warnings } = await this.compound.add(plan);
    const fields = fieldChanges(formOf(kind, kinds[kind], document, keys), {});
    const { key, managedBy: foreign } = document;
    const none = { widenings: entryWarnings(kind, warnings), heldBack: [], lost: [], cascade: [] };
    this.changes.push({ kind, key, action: "delete", fields, foreign, ...none });
  }

  async #put(wanted: Wanted): Promise<void> {
    const { kinds, keys, context, session, reactivate } = this.#work;
    const { change, body } = restoreOne(kinds, keys, wanted, reactivate);
    const { kind, old, existing } = wanted;
    if (change.action !== "unchanged") {
      const plan =
        existing === null
          ? await planCreation(kinds[kind], session, context.actor, {
              id: old.id,
              input: parseInput(kinds[kind].input, body),
              body,
              declared: true,
            })
          : await planUpdate(kinds[kind], session, context.actor, existing._id.toHexString(), {
              body,
              ifMatch: "any",
              mode: "replace",
              action: "update",
            });
      this.#admit();
      change.widenings = entryWarnings(kind, (await this.compound.add(plan)).warnings);
    }
    this.#tell(change);
  }

  /** What is as it was needs no mention. */
  #tell(change: RestoredChange): void {
    if (change.action === "unchanged" && change.heldBack.length + change.lost.length === 0) return;
    this.changes.push(change);
  }

  #admit(): void {
    this.#count += 1;
    if (this.#count <= MAX_CHANGES) return;
    const message = `would change more than ${MAX_CHANGES} resources`;
    throw new TooMuch("validation_failed", {
      message: "Too much is different from this version. Restore a later one first.",
      details: [{ path: "params.version", code: "too_big", message }],
    });
  }
}

/** Of the whole restore, and not of the one resource that came too late. */
class TooMuch extends AppError {}

async function refusalOf(step: Step): Promise<AppError | undefined> {
  try {
    await step.run();
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError) || error instanceof TooMuch) throw error;
    return error;
  }
}

/** All refusals as one, which has the code and the sentence of the first. */
function together(refused: readonly Refused[]): AppError {
  const details = refused.flatMap(({ step, error }): ErrorDetail[] => {
    const { code, message, details: own = [{ path: "", code, message }] } = error;
    return own.map((detail) => ({
      ...detail,
      path: [step.name, detail.path].filter((part) => part !== "").join("."),
    }));
  });
  const { step, error } = refused[0] as Refused;
  return new AppError(error.code, {
    message: `${step.name.replace(".", " ")}: ${error.message}`,
    details: details.slice(0, 100),
  });
}
