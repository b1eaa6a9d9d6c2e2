import type { Connection, Model } from "mongoose";
import { readHead } from "../changes/head.ts";
import { accessModel, readAccessEnd } from "./access.model.ts";
import { type AuditEntry, auditModel } from "./audit.model.ts";
import type { ChainEnd } from "./audit-chain.ts";
import { accessCheckpointModel, type Checkpoint, checkpointModel } from "./checkpoint.model.ts";

/**
 * `config` has one entry for each config version; `access` has sign-ins and refused calls, so that whoever is refused all day
 * makes no versions and holds up no change.
 */
export type ChainName = "config" | "access";

/** A chain of the audit with what is needed to walk and sign it. */
export type Chain = {
  name: ChainName;
  entries: Model<AuditEntry>;
  checkpoints: Model<Checkpoint>;
  /** Where it ends by its head. @throws Error when the head is missing */
  end(): Promise<ChainEnd>;
};

export function auditChain(connection: Connection, name: ChainName): Chain {
  const ends: Readonly<Record<ChainName, Omit<Chain, "name">>> = {
    config: {
      entries: auditModel(connection),
      checkpoints: checkpointModel(connection),
      async end() {
        const { sequence, auditLink } = await readHead(connection);
        return { sequence, link: auditLink };
      },
    },
    access: {
      entries: accessModel(connection) as unknown as Model<AuditEntry>,
      checkpoints: accessCheckpointModel(connection),
      end: () => readAccessEnd(connection),
    },
  };
  return { name, ...ends[name] };
}
