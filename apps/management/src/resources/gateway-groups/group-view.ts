import type { EntityChange } from "@zerq/plane-protocol/delta";
import type { ClientSession } from "mongoose";
import type { ForGroups, GroupChanges } from "../../changes/group-changes.ts";
import { credentialModel } from "../credentials/credential.model.ts";
import { policyModel } from "../policies/policy.model.ts";
import { gatewayCredential, gatewayPolicy } from "../projections/gateway-projections.ts";
import { objectId } from "../resource-document.ts";
import type { ResourceContext } from "../resource-kind.ts";
import { GroupReader } from "./group-reader.ts";

/**
 * Gathers what each group's gateways get to know of one change. The documents are written by then, so `reader` sees what is
 * held from now on; what was held before, the caller knows from the document as it was.
 */
export class GroupView {
  readonly reader: GroupReader;
  readonly #context: ResourceContext;
  readonly #session: ClientSession;
  readonly #changes = new Map<string, EntityChange[]>();

  constructor(context: ResourceContext, session: ClientSession, groups: readonly string[]) {
    this.#context = context;
    this.#session = session;
    this.reader = new GroupReader(context.connection, session, groups);
    for (const group of groups) this.#changes.set(group, []);
  }

  get changes(): GroupChanges {
    return this.#changes;
  }

  /** A group that isn't declared has no chain to write to. */
  tell(groups: Iterable<string>, change: EntityChange): void {
    for (const group of groups) this.#changes.get(group)?.push(change);
  }

  drop(groups: Iterable<string>, kind: string, id: string): void {
    this.tell(groups, { op: "delete", kind, id });
  }

  /** Something new uses the credential in these groups. */
  async giveCredential(id: string | null, groups: readonly string[]): Promise<void> {
    if (id === null || groups.length === 0) return;
    const found = await credentialModel(this.#context.connection)
      .findOne({ _id: objectId(id) })
      .session(this.#session)
      .lean();
    // One that doesn't open closes its routes, as in a full snapshot: it must not hold up a change of something else.
    if (found !== null) this.tell(groups, gatewayCredential({ ...this.#context, tolerant: true }, found));
  }

  /** Something doesn't use the credential any more in these groups. */
  async takeCredential(id: string | null, groups: readonly string[]): Promise<void> {
    if (id === null || groups.length === 0) return;
    const holding = await this.reader.holdingCredential(id);
    this.drop(without(groups, holding), "credential", id);
  }

  async givePolicy(id: string | null, groups: readonly string[]): Promise<void> {
    if (id === null || groups.length === 0) return;
    const found = await policyModel(this.#context.connection)
      .findOne({ _id: objectId(id) })
      .session(this.#session)
      .lean();
    if (found !== null) this.tell(groups, gatewayPolicy(found));
  }

  async takePolicy(id: string | null, groups: readonly string[]): Promise<void> {
    if (id === null || groups.length === 0) return;
    const holding = await this.reader.holdingPolicy(id, groups);
    this.drop(without(groups, holding), "policy", id);
  }
}

/** Makes a view when the documents are written, and gives what was gathered in it. */
export function gatherForGroups(
  context: ResourceContext,
  gather: (view: GroupView, session: ClientSession) => Promise<void> | void,
): ForGroups {
  return async (session, groups) => {
    const view = new GroupView(context, session, groups);
    await gather(view, session);
    return view.changes;
  };
}

/** What is in the first list and not in the second. */
export function without(groups: Iterable<string>, others: Iterable<string>): string[] {
  const known = new Set(others);
  return [...groups].filter((group) => !known.has(group));
}

/**
 * Where a reference is new and where it is gone, when what holds it was in the groups `was` and is in `is`.
 * @returns `given` and `taken` groups
 */
export function movedReference(
  before: { id: string | null; was: readonly string[] },
  after: { id: string | null; is: readonly string[] },
): { given: string[]; taken: string[] } {
  if (before.id !== after.id) return { given: [...after.is], taken: [...before.was] };
  return { given: without(after.is, before.was), taken: without(before.was, after.is) };
}
