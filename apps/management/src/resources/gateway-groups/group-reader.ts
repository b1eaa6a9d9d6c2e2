import { type ClientSession, type Connection, type Types, trusted } from "mongoose";
import { clientModel } from "../clients/client.model.ts";
import { collectionModel } from "../collections/collection.model.ts";
import { proxyModel } from "../proxies/proxy.model.ts";
import { objectId } from "../resource-document.ts";

/** The collections of each client's list that a group has, by group. */
export type Held = ReadonlyMap<string, readonly string[]>;

/** Clients of a policy that are looked at before the collections of a group: where one is, most others are too. */
const FIRST_CLIENTS = 50;

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
    const found = await this.#collections({ _id: trusted({ $in: unknown.map(objectId) }) });
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

  /** Those of the groups where a client has the policy. */
  async holdingPolicy(policyId: string, groups: readonly string[]): Promise<Set<string>> {
    const clients = clientModel(this.#connection);
    const first = await clients
      .find({ policyId })
      .select({ collectionIds: 1 })
      .limit(FIRST_CLIENTS)
      .session(this.#session)
      .lean<{ collectionIds: string[] }[]>();
    const holding = new Set((await this.held(first.flatMap(({ collectionIds }) => collectionIds))).keys());
    if (first.length < FIRST_CLIENTS) return holding;
    for (const group of groups) {
      if (holding.has(group)) continue;
      const ids = (await this.#collections({ gatewayGroups: group })).map(({ _id }) => _id.toHexString());
      const collectionIds = trusted({ $in: ids });
      const found = await clients.exists({ policyId, collectionIds }).session(this.#session);
      if (found !== null) holding.add(group);
    }
    return holding;
  }

  #collections(filter: object): Promise<Grouped[]> {
    return collectionModel(this.#connection)
      .find(filter)
      .select({ gatewayGroups: 1 })
      .session(this.#session)
      .lean<Grouped[]>()
      .exec();
  }
}
