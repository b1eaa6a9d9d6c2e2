import { type ClientSession, type Connection, type Types, trusted } from "mongoose";
import { readDocuments } from "../../changes/transaction-documents.ts";
import { clientModel } from "../clients/client.model.ts";
import { collectionModel } from "../collections/collection.model.ts";
import { proxyModel } from "../proxies/proxy.model.ts";

/** The collections of each client's list that a group has, by group. */
export type Held = ReadonlyMap<string, readonly string[]>;

/** Up to so many collections, a group is asked by their ids. */
const FEW_COLLECTIONS = 20;
const CLIENTS_AT_ONCE = 100;

type Grouped = { _id: Types.ObjectId; gatewayGroups: string[] };

/**
 * Which groups hold what, read within a change's transaction. Each look costs what refers to the entity in question, by an
 * index, and never a walk through everything.
 */
export class GroupReader {
  readonly #connection: Connection;
  readonly #session: ClientSession;
  readonly #declared: ReadonlySet<string>;
  readonly #groupsOf = new Map<string, readonly string[]>();

  constructor(connection: Connection, session: ClientSession, declared: readonly string[]) {
    this.#connection = connection;
    this.#session = session;
    this.#declared = new Set(declared);
  }

  get declared(): string[] {
    return [...this.#declared];
  }

  /** The groups that a client with this list is in, each with those of its collections that it has. */
  async held(collectionIds: readonly string[]): Promise<Held> {
    await this.learnCollections(collectionIds);
    const held = new Map<string, string[]>();
    for (const id of collectionIds) {
      for (const group of this.#groupsOf.get(id) ?? []) held.set(group, [...(held.get(group) ?? []), id]);
    }
    return held;
  }

  /** Reads the groups of collections that are not known yet, all in one go. */
  async learnCollections(ids: Iterable<string>): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => !this.#groupsOf.has(id));
    if (unknown.length === 0) return;
    const found = await readDocuments(collectionModel(this.#connection), unknown, this.#session);
    for (const { _id, gatewayGroups } of found)
      this.#groupsOf.set(
        _id.toHexString(),
        gatewayGroups.filter((group) => this.#declared.has(group)),
      );
  }

  /** The groups where a collection, or a proxy of one, uses the credential. */
  async holdingCredential(credentialId: string): Promise<Set<string>> {
    const proxies = await proxyModel(this.#connection)
      .find({ credentialId })
      .select({ collectionId: 1 })
      .session(this.#session)
      .lean<{ collectionId: string }[]>();
    const collections = await this.#collections({ credentialId });
    const held = await this.held([...new Set(proxies.map(({ collectionId }) => collectionId))]);
    return new Set([...held.keys(), ...collections.flatMap(({ gatewayGroups }) => gatewayGroups)]);
  }

  /**
   * Those of the groups where a client has the policy. A small group is asked by its collections, in an index of both; for a
   * large one the clients of the policy are looked at until one is found, which the first ones nearly always are.
   */
  async holdingPolicy(policyId: string, groups: readonly string[]): Promise<Set<string>> {
    const holding = new Set<string>();
    const large = new Set<string>();
    for (const group of groups) {
      const some = await this.#collections({ gatewayGroups: group }, FEW_COLLECTIONS + 1);
      if (some.length > FEW_COLLECTIONS) large.add(group);
      else if (await this.#isHeldIn(policyId, some)) holding.add(group);
    }
    if (large.size > 0) await this.#findLarge(policyId, large, holding);
    return holding;
  }

  async #isHeldIn(policyId: string, collections: readonly Grouped[]): Promise<boolean> {
    const collectionIds = trusted({ $in: collections.map(({ _id }) => _id.toHexString()) });
    const found = await clientModel(this.#connection)
      .exists({ policyId, collectionIds })
      .session(this.#session);
    return found !== null;
  }

  async #findLarge(policyId: string, wanted: ReadonlySet<string>, holding: Set<string>): Promise<void> {
    const clients = clientModel(this.#connection)
      .find({ policyId })
      .select({ collectionIds: 1 })
      .session(this.#session)
      .lean<{ collectionIds: string[] }[]>()
      .cursor({ batchSize: CLIENTS_AT_ONCE });
    let batch: string[][] = [];
    const isDone = async () => {
      const held = await this.held(batch.flat());
      batch = [];
      for (const group of held.keys()) if (wanted.has(group)) holding.add(group);
      return [...wanted].every((group) => holding.has(group));
    };
    // Leaving the loop closes the cursor.
    for await (const { collectionIds } of clients) {
      batch.push(collectionIds);
      if (batch.length === CLIENTS_AT_ONCE && (await isDone())) return;
    }
    await isDone();
  }

  #collections(filter: object, most = 0): Promise<Grouped[]> {
    return collectionModel(this.#connection)
      .find(filter)
      .select({ gatewayGroups: 1 })
      .limit(most)
      .session(this.#session)
      .lean<Grouped[]>()
      .exec();
  }
}
