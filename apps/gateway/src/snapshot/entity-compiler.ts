import type { KeyObject } from "node:crypto";
import { secretKey } from "@zerq/crypto/secret-key";
import type { EntityStore, StoreChange } from "@zerq/plane-protocol/entity-store";
import type { GatewayEntity, GatewayKind } from "@zerq/plane-protocol/gateway-entities";
import { AddressSet } from "../address/address-set.ts";
import type { Problems } from "./collection-compiler.ts";
import { compileClient } from "./compile-client.ts";
import { type CompiledCredential, compileCredential } from "./compile-credential.ts";
import { CompileError, reasonOf } from "./compile-error.ts";
import { closedProfile, compileProfile } from "./compile-profile.ts";
import type { RuleSources } from "./compile-rules.ts";
import type { Client, Profile } from "./routing-table.ts";
import type { SecretOpener } from "./secret-opener.ts";

type Entity<K extends GatewayKind> = GatewayEntity<K>;

/** Compiles entities that stand for themselves. What can't be enforced is denied, and noted as a problem. */
export class EntityCompiler {
  readonly opener: SecretOpener;
  readonly #sources: RuleSources;
  readonly #problems: Problems;

  constructor(opener: SecretOpener, sources: RuleSources, problems: Problems) {
    this.opener = opener;
    this.#sources = sources;
    this.#problems = problems;
  }

  note({ kind, id }: { readonly kind: string; readonly id: string }, reason: string): void {
    this.#problems.set(`${kind}/${id}`, { kind, id, reason });
  }

  /** Undefined when it is gone or can't be read. */
  profile(change: StoreChange): Profile | undefined {
    if (change.op !== "put") return undefined;
    const entity = change.entity as Entity<"profile">;
    try {
      return compileProfile(entity, this.opener, this.#sources);
    } catch (error) {
      this.note(change, reasonOf(error));
      return closedProfile(entity);
    }
  }

  client(store: EntityStore, id: string): Client | undefined {
    const entity = store.get("client", id) as Entity<"client"> | undefined;
    if (entity === undefined) return undefined;
    const policy = entity.policyId === null ? undefined : store.get("policy", entity.policyId);
    return compileClient(entity, policy as Entity<"policy"> | undefined);
  }

  /** A deny list that can't be read denies what it did before. @param before what to deny when this can't be read */
  deniedAddresses(change: StoreChange, before: AddressSet): AddressSet {
    if (change.op === "delete") return AddressSet.empty;
    try {
      if (change.op === "put") return AddressSet.of((change.entity as Entity<"settings">).deniedIps);
    } catch (error) {
      this.note(change, reasonOf(error));
    }
    return before;
  }

  /** Undefined when it is gone or can't be read: then no token whose hash was made with it fits. */
  pepper(change: StoreChange): KeyObject | undefined {
    try {
      if (change.op === "put") {
        const { key, id } = change.entity as Entity<"pepper">;
        return secretKey(this.opener.openBytes(key, "pepper", id, "key"));
      }
    } catch (error) {
      this.note(change, reasonOf(error));
    }
    return undefined;
  }

  /** @throws CompileError */
  credential(store: EntityStore, id: string): CompiledCredential {
    const entity = store.get("credential", id) as Entity<"credential"> | undefined;
    if (entity === undefined)
      throw new CompileError(`the credential ${id} is not there or can't be understood`);
    return compileCredential(entity, this.opener);
  }
}
