import type { EntityChange } from "@zerq/plane-protocol/delta";
import type { AuditDraft, Carrying, Plan } from "../changes/change.ts";
import { append, lastOfEach, together } from "../changes/group-changes.ts";
import type { Written } from "./resource-plan.ts";

/** Several resources' plans as one change: each is written at once, so that the checks of the next one see it. */
export class CompoundChange {
  readonly #carrying: Carrying;
  readonly #drafts: AuditDraft[] = [];
  readonly #gateways = new Map<string, EntityChange[]>();
  readonly #portal: EntityChange[] = [];

  constructor(carrying: Carrying) {
    this.#carrying = carrying;
  }

  get isEmpty(): boolean {
    return this.#drafts.length === 0;
  }

  /** Carries out one of the plans. @returns what it left */
  async add<D>(plan: Plan<Written<D>>): Promise<Written<D>> {
    await this.addAll([plan]);
    return plan.result;
  }

  /** Carries out plans of which none has to see what another one wrote, in as few commands as there are collections. */
  async addAll(plans: readonly Plan<unknown>[]): Promise<void> {
    const writes = plans.flatMap((plan) => plan.writes);
    const gateways = together(...plans.map((plan) => plan.gateways));
    append(this.#gateways, await this.#carrying.write({ writes, gateways }));
    this.#drafts.push(...plans.map(({ audit }) => audit));
    this.#portal.push(...plans.flatMap(({ portal }) => portal));
  }

  /** The whole change. @param summary an entry before those of the resources */
  finish<T>(result: T, summary?: AuditDraft): Plan<T> {
    const [audit, ...alsoAudited] = [...(summary === undefined ? [] : [summary]), ...this.#drafts];
    if (audit === undefined) throw new Error("a change of nothing");
    const learned = new Map([...this.#gateways].map(([group, changes]) => [group, lastOfEach(changes)]));
    const portal = lastOfEach(this.#portal);
    return { writes: [], audit, alsoAudited, gateways: async () => learned, portal, result };
  }
}
