import { AppError } from "@zerq/errors/app-error";
import type { RoutingTable } from "../snapshot/routing-table.ts";
import type { RequestContext } from "./context.ts";
import { refuse } from "./refuse.ts";
import { revocation } from "./revocation.ts";

/**
 * The requests that are under way: streams and WebSockets among them. They are kept in slots of an array: the old tables of a
 * Set point to its newer ones, by which the garbage collector kept requests that were long over.
 */
export class ActiveRequests {
  readonly #slots: (RequestContext | undefined)[] = [];
  readonly #free: number[] = [];
  #count = 0;
  #onIdle: (() => void) | undefined;

  add(context: RequestContext): void {
    const slot = this.#free.pop() ?? this.#slots.length;
    context.slot = slot;
    this.#slots[slot] = context;
    this.#count += 1;
  }

  remove(context: RequestContext): void {
    if (this.#slots[context.slot] !== context) return;
    this.#slots[context.slot] = undefined;
    this.#free.push(context.slot);
    this.#count -= 1;
    if (this.#count === 0) this.#onIdle?.();
  }

  /** Ends what is under way for callers whose access is gone in this table. */
  endRevoked(table: RoutingTable): void {
    for (const context of this.#slots) {
      const refusal = context === undefined ? undefined : revocation(context, table);
      if (context === undefined || refusal === undefined) continue;
      context.exchange.source?.onAbort();
      refuse(context, refusal);
    }
  }

  /**
   * Ends what is under way for callers whose certificates are not good any more: revocation lists have changed. Most of them
   * have to be proved again, so this takes a while, and the table may have changed meanwhile.
   */
  async endWithdrawn(now: number): Promise<void> {
    const contexts = this.#slots.filter((context) => context?.profile?.certificates !== undefined);
    await Promise.all(contexts.map((context) => this.#endUnlessGood(context as RequestContext, now)));
  }

  async #endUnlessGood(context: RequestContext, now: number): Promise<void> {
    const verdict = await context.profile?.certificates?.verify(context.certificate, now);
    if (verdict?.outcome !== "invalid" || this.#slots[context.slot] !== context) return;
    context.exchange.source?.onAbort();
    refuse(context, new AppError("unauthorized", { log: `while it was under way: ${verdict.reason}` }));
  }

  /** Resolves when none is under way any more; after so many milliseconds those that are left are cut off. */
  async drain(withinMs: number): Promise<void> {
    if (this.#count > 0) await this.#idle(withinMs);
    for (const context of this.#slots) context?.exchange.destroy();
  }

  #idle(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
