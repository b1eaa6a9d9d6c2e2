import { randomId } from "@zerq/crypto/random";
import { AppError, type ErrorDetail } from "@zerq/errors/app-error";
import type { ClientSession } from "mongoose";
import type { ActorContext, Carrying } from "../changes/change.ts";
import { CompoundChange } from "../resources/compound-change.ts";
import { parseInput } from "../resources/parse-input.ts";
import { planCreation, planRemoval, planUpdate } from "../resources/plan-resource.ts";
import type { ResourceDocument } from "../resources/resource-document.ts";
import type { Written } from "../resources/resource-plan.ts";
import type { ApplyOptions } from "./apply-options.ts";
import { atPlace } from "./at-place.ts";
import type { Comparison } from "./compare-entry.ts";
import type { KindTable } from "./config-kinds.ts";
import type { ConfigChange } from "./config-report.schema.ts";
import { compareAt, describeComparison, describeRemoval } from "./diff-config.ts";
import { entryWarnings } from "./entry-warnings.ts";
import type { Pruned } from "./prune.ts";
import type { Slot } from "./slots.ts";
import type { StoredConfig } from "./stored-config.ts";

/** A token or secret that is shown once. */
export type Shown = { key: string; token?: string; secret?: string };

/** Most resources that one apply changes: their checks run in one transaction, and other changes wait for it. */
export const MAX_CHANGES = 2_000;

/** What one apply works with. */
export type Applying = {
  kinds: KindTable;
  options: ApplyOptions;
  context: ActorContext;
  session: ClientSession;
  carrying: Carrying;
  stored: StoredConfig;
};

/** One apply inside its transaction, resource by resource. */
export class ApplyRun {
  readonly changes: ConfigChange[] = [];
  readonly secrets: Shown[] = [];
  readonly compound: CompoundChange;
  readonly #apply: Applying;
  #count = 0;

  constructor(apply: Applying) {
    this.#apply = apply;
    this.compound = new CompoundChange(apply.carrying);
  }

  /** @throws AppError with the place of the entry in it */
  async put(slot: Slot): Promise<void> {
    const { kind, index, entry } = slot;
    const { kinds, stored, options } = this.#apply;
    const compared = compareAt(kinds, slot, stored, options);
    const change = describeComparison(kind, entry, compared, []);
    this.changes.push(change);
    if (compared.action === "unchanged") return;
    this.#admit(change, `${kind}.${index}`);
    try {
      const { warnings } = await (compared.action === "create"
        ? this.#create(slot, compared)
        : this.#update(slot, compared));
      change.widenings = entryWarnings(kind, warnings);
    } catch (error) {
      throw atPlace({ kind, index, key: entry.key }, error);
    }
  }

  /**
   * Deletes what can be deleted.
   * @returns what others still refer to
   * @throws AppError `conflict` for what somebody else keeps
   */
  async remove(pruned: readonly Pruned[]): Promise<Pruned[]> {
    const referred: Pruned[] = [];
    for (const one of pruned) {
      const error = await this.#remove(one);
      if (error === undefined) continue;
      if (error.code !== "referenced") throw error;
      referred.push(one);
    }
    return referred;
  }

  /** Deletes what nothing refers to any more. @throws AppError `referenced` */
  async removeRest(pruned: readonly Pruned[]): Promise<void> {
    for (const one of pruned) {
      const error = await this.#remove(one);
      if (error !== undefined) throw error;
    }
  }

  async #remove(one: Pruned): Promise<AppError | undefined> {
    const { kinds, session, stored } = this.#apply;
    const { kind, document } = one;
    const change = describeRemoval(kinds, one, stored, []);
    this.#admit(change, `${kind} ${document.key}`);
    try {
      const plan = await planRemoval(kinds[kind], session, document._id.toHexString(), "any");
      change.widenings = entryWarnings(kind, (await this.compound.add(plan)).warnings);
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
    this.changes.push(change);
    return undefined;
  }

  async #create({ kind, entry }: Slot, { body }: Comparison): Promise<Written<ResourceDocument>> {
    const { kinds, session, context, options, stored } = this.#apply;
    const id = randomId();
    const declared = !(kind === "profiles" && options.issueTokens);
    const making = { id, input: parseInput(kinds[kind].input, body), body, declared };
    const written = await this.compound.add(await planCreation(kinds[kind], session, context.actor, making));
    const { shown } = written;
    stored.keys.set(kind, entry.key, id);
    if (Object.keys(shown).length > 0) this.secrets.push({ key: entry.key, ...shown });
    return written;
  }

  async #update({ kind, entry }: Slot, { body }: Comparison): Promise<Written<ResourceDocument>> {
    const { kinds, session, context, stored } = this.#apply;
    const id = stored.find(kind, entry.key)?._id.toHexString() ?? "";
    const change = { body, ifMatch: "any", mode: "replace", action: "update" } as const;
    return this.compound.add(await planUpdate(kinds[kind], session, context.actor, id, change));
  }

  /** @throws AppError for one too many, and for what somebody else keeps */
  #admit({ kind, key, foreign }: ConfigChange, path: string): void {
    this.#count += 1;
    if (this.#count > MAX_CHANGES) {
      const message = `changes more than ${MAX_CHANGES} resources; apply it in several parts`;
      throw new AppError("validation_failed", { details: [{ path: "", code: "too_big", message }] });
    }
    if (foreign === null || this.#apply.options.force) return;
    const detail: ErrorDetail = { path, code: "managed_by_other", message: `is kept by ${foreign}` };
    throw new AppError("conflict", {
      message: `${kind} ${key} is kept by ${foreign}. Apply it as that, or with force.`,
      details: [detail],
    });
  }
}
