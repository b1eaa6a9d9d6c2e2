import { Secret } from "@zerq/logging/secret";
import type { AuditEntry } from "../../src/audit/audit.model.ts";
import { auditModel } from "../../src/audit/audit.model.ts";
import { type Verification, verifyChain } from "../../src/audit/verify-chain.ts";
import { type Head, readHead } from "../../src/changes/head.ts";
import { type Connection, connectDatabase } from "../../src/database/connect.ts";
import { type ConfigVersion, configVersionModel } from "../../src/publishing/config-version.model.ts";

export type ChainState = {
  head: Head;
  entries: AuditEntry[];
  versions: ConfigVersion[];
  verified: Verification;
};

/** Everything that changes have written, and whether the audit chain is whole. */
export async function readChainState(connection: Connection): Promise<ChainState> {
  const head = await readHead(connection);
  const entries = await auditModel(connection).find().sort({ _id: 1 }).lean<AuditEntry[]>();
  const versions = await configVersionModel(connection).find().sort({ _id: 1 }).lean<ConfigVersion[]>();
  const verified = await verifyChain({
    entries: each(entries),
    checkpoints: each([]),
    isGenuine: () => false,
    end: { sequence: head.sequence, link: head.auditLink },
  });
  return { head, entries, versions, verified };
}

/** The same, by a connection of its own. */
export async function chainStateAt(mongo: string): Promise<ChainState> {
  const connection = await connectDatabase(new Secret(mongo));
  try {
    return await readChainState(connection);
  } finally {
    await connection.close();
  }
}

/** Versions and entries in one gapless order, each version with the entries that stand for it. @returns what is wrong */
export function flawsOf({ head, entries, versions, verified }: ChainState): string[] {
  const flaws: string[] = [];
  if (!verified.ok) flaws.push(`audit chain at ${verified.sequence}: ${verified.problem}`);
  if (versions.length !== head.version) flaws.push(`${versions.length} versions, head at ${head.version}`);
  if (entries.length !== head.sequence) flaws.push(`${entries.length} entries, head at ${head.sequence}`);
  for (const [index, row] of versions.entries()) {
    const next = versions[index + 1]?.auditSequence ?? head.sequence + 1;
    const own = entries.slice(row.auditSequence - 1, next - 1);
    const areOf = own.every(
      ({ content }) => content.version === row._id && content.changeId === row.changeId,
    );
    if (row._id !== index + 1) flaws.push(`version ${index + 1} is missing`);
    if (own.length === 0 || !areOf)
      flaws.push(`version ${row._id} and its audit entries don't belong together`);
  }
  return flaws;
}

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
