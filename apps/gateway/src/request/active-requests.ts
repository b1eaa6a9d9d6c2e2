import { AppError } from "@zerq/errors/app-error";
import type { RoutingTable } from "../snapshot/routing-table.ts";
import type { RequestContext } from "./context.ts";
import { refuse } from "./refuse.ts";
import { revocation } from "./revocation.ts";

/** The requests that are under way: streams and WebSockets among them. */
export class ActiveRequests {
  readonly #contexts = new Set<RequestContext>();
  #onIdle: (() => void) | undefined;

  add(context: RequestContext): void {
    this.#contexts.add(context);
  }

  remove(context: RequestContext): void {
    this.#contexts.delete(context);
    if (this.#contexts.size === 0) this.#onIdle?.();
  }

  /** Ends what is under way for callers whose access is gone in this table. */
  endRevoked(table: RoutingTable): void {
    for (const context of this.#contexts) {
      const reason = revocation(context, table);
      if (reason === undefined) continue;
      context.exchange.source?.onAbort();
      refuse(context, new AppError("unauthorized", { log: reason }));
    }
  }

  /** Resolves when none is under way any more; after so many milliseconds those that are left are cut off. */
  async drain(withinMs: number): Promise<void> {
    if (this.#contexts.size > 0) await this.#idle(withinMs);
    for (const context of this.#contexts) context.exchange.destroy();
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
