import { openUnderAny, SealError } from "@zerq/crypto/sealed-value";
import { KeyInUse, keyName, type SharedKeys } from "@zerq/crypto/shared-keys";
import type { EntityStore } from "@zerq/plane-protocol/entity-store";
import type { GatewayEntity } from "@zerq/plane-protocol/gateway-entities";
import { placeInSnapshot } from "./secret-opener.ts";

/**
 * SNAPSHOT_KEY and the ones before it. Which of them management is at shows in what it seals, so a gateway that holds both
 * answers under the one that management knows, whichever of the two was given the new key first.
 */
export class SnapshotKeys extends KeyInUse {
  readonly #deployment: string;

  constructor(all: SharedKeys, deployment: string) {
    super(all);
    this.#deployment = deployment;
  }

  /**
   * Looks at what every snapshot holds, and what is sealed anew first of all when management takes another key: the peppers.
   * @throws Error when one doesn't open: with nothing but values that can't be read, every call would be refused
   */
  follow(store: EntityStore): void {
    for (const pepper of store.all("pepper") as Iterable<GatewayEntity<"pepper">>)
      this.use(keyName(this.#keyOf(pepper)));
  }

  #keyOf({ id, key }: GatewayEntity<"pepper">) {
    try {
      return openUnderAny(this.all, key.sealed, placeInSnapshot(this.#deployment, "pepper", id, "key")).key;
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      throw new Error("the config is sealed under a SNAPSHOT_KEY that this gateway does not hold");
    }
  }
}
