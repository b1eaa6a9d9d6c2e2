import { AppError } from "@zerq/errors/app-error";
import type { EntityChange } from "@zerq/plane-protocol/delta";
import type { AuditDraft, Carrying, Plan } from "../changes/change.ts";
import type { Written } from "./resource-plan.ts";

/**
 * Most characters that one change may send to the gateways and the portal together: its row, signed and quoted, must stay
 * below MongoDB's 16 MB for a document.
 */
const MAX_DELTA_LENGTH = 8_000_000;

/** Several resources' plans as one change: each is written at once, so that the checks of the next one see it. */
export class CompoundChange {
  readonly #carrying: Carrying;
  readonly #drafts: AuditDraft[] = [];
  readonly #gateway: EntityChange[] = [];
  readonly #portal: EntityChange[] = [];

  constructor(carrying: Carrying) {
    this.#carrying = carrying;
  }

  get isEmpty(): boolean {
    return this.#drafts.length === 0;
  }

  /** Carries out one of the plans. @returns what it left */
  async add<D>(plan: Plan<Written<D>>): Promise<Written<D>> {
    await this.#carrying.write(plan.writes);
    this.#drafts.push(plan.audit);
    this.#gateway.push(...plan.gateway);
    this.#portal.push(...plan.portal);
    return plan.result;
  }

  /**
   * The whole change.
   * @param summary an entry before those of the resources
   * @throws AppError `validation_failed` when it is too much for one version
   */
  finish<T>(result: T, summary?: AuditDraft): Plan<T> {
    const [audit, ...alsoAudited] = [...(summary === undefined ? [] : [summary]), ...this.#drafts];
    if (audit === undefined) throw new Error("a change of nothing");
    const gateway = lastOfEach(this.#gateway);
    const portal = lastOfEach(this.#portal);
    if (JSON.stringify([gateway, portal]).length > MAX_DELTA_LENGTH) {
      throw new AppError("validation_failed", {
        message: "This changes too much at once. Send it in several parts.",
        details: [{ path: "", code: "too_big", message: "is more than one config version can hold" }],
      });
    }
    return { writes: [], audit, alsoAudited, gateway, portal, result };
  }
}

/** What is left of several changes of one entity: the last one, in the place of the last one. */
function lastOfEach(changes: readonly EntityChange[]): EntityChange[] {
  const last = new Map<string, EntityChange>();
  for (const change of changes) {
    const name = `${change.kind} ${change.id}`;
    last.delete(name);
    last.set(name, change);
  }
  return [...last.values()];
}
