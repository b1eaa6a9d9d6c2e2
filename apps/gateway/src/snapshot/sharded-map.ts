const SHARDS = 256;

/**
 * An immutable map from 24-hex ids. A change copies one of 256 parts, so that 30,000 profiles don't make the change of one
 * of them expensive. The last two digits of an ObjectID are the low byte of a counter and spread evenly.
 */
export class ShardedMap<V> {
  readonly #shards: readonly ReadonlyMap<string, V>[];
  readonly size: number;

  private constructor(shards: readonly ReadonlyMap<string, V>[], size: number) {
    this.#shards = shards;
    this.size = size;
  }

  static empty<V>(): ShardedMap<V> {
    const none: ReadonlyMap<string, V> = new Map();
    return new ShardedMap(new Array<ReadonlyMap<string, V>>(SHARDS).fill(none), 0);
  }

  get(id: string): V | undefined {
    return this.#shards[shardOf(id)]?.get(id);
  }

  *values(): IterableIterator<V> {
    for (const shard of this.#shards) yield* shard.values();
  }

  /** The map with these values in place of what was there; undefined removes. */
  with(changes: ReadonlyMap<string, V | undefined>): ShardedMap<V> {
    const edit = this.edit();
    for (const [id, value] of changes) edit.set(id, value);
    return edit.done();
  }

  /** The next map in the making, one change after the other; this one stays as it is. */
  edit(): ShardedMapEdit<V> {
    const shards = [...this.#shards];
    const copied = new Map<number, Map<string, V>>();
    let size = this.size;
    return {
      set(id, value) {
        const index = shardOf(id);
        let shard = copied.get(index);
        if (shard === undefined) {
          shard = new Map(shards[index]);
          copied.set(index, shard);
          shards[index] = shard;
        }
        const before = shard.size;
        if (value === undefined) shard.delete(id);
        else shard.set(id, value);
        size += shard.size - before;
      },
      done: () => (copied.size === 0 ? this : new ShardedMap(shards, size)),
    };
  }
}

export type ShardedMapEdit<V> = {
  /** @param value undefined removes */
  set(id: string, value: V | undefined): void;
  /** The map; nothing may be set after that. */
  done(): ShardedMap<V>;
};

function shardOf(id: string): number {
  const last = id.length - 1;
  return (digit(id.charCodeAt(last - 1)) * 16 + digit(id.charCodeAt(last))) & 0xff;
}

function digit(code: number): number {
  return code <= 57 ? code - 48 : code - 87;
}
