import { HOLD_MS, LONGEST_HOLD_MS, MEMBER_MS, PATIENCE_MS, RECALL_MS } from "../../src/limits/times.ts";
import { type ModelQuota, runQuota, seedQuota } from "./quota-model.ts";

/**
 * The limiter's scripts as plain TypeScript, for a simulator that brings its own time. A test runs the same random commands
 * through this and through Redis and compares every reply and all data.
 */

type Arg = string | number;

export type ModelLimit = {
  epoch: string;
  total: number;
  recalled: number;
  charges: Map<number, number>;
  lent: Map<number, number>;
  workers: Map<string, number>;
};

export type ModelIncarnation = {
  id: string;
  /** The incarnation into which the checkpoints were put back. */
  seeded?: string;
  previous: string;
  run: string;
  born: number;
  time: number;
  open: boolean;
  version: number;
};

export type ModelData = {
  incarnation: Partial<ModelIncarnation>;
  members: Map<string, number>;
  awaited: Set<string>;
  finished: Set<string>;
  limits: Map<string, ModelLimit>;
  quotas: Map<string, ModelQuota>;
};

export const emptyData = (): ModelData => ({
  incarnation: {},
  members: new Map(),
  awaited: new Set(),
  finished: new Set(),
  limits: new Map(),
  quotas: new Map(),
});

export class RedisModel {
  data = emptyData();
  /** Microseconds. */
  time = 0;
  run = "run";
  onPublish: (message: string) => void = () => undefined;

  /** @param limit name of the key; KEYS are taken as given */
  lease(limit: string, args: readonly Arg[]): unknown[] {
    const { incarnation } = this.data;
    if (incarnation.id !== args[1]) return ["lost"];
    const now = Math.max(this.time, incarnation.time ?? 0);
    incarnation.time = now;
    return new LeaseRun(this.#limit(limit), args, now, incarnation.open === true, this.onPublish).run();
  }

  quota(key: string, args: readonly Arg[]): unknown[] {
    const { incarnation, quotas } = this.data;
    if (incarnation.id !== args[1]) return ["lost"];
    const now = Math.max(this.time, incarnation.time ?? 0);
    incarnation.time = now;
    const isSeeded = incarnation.seeded === incarnation.id;
    const kind = incarnation.open !== true ? "held" : isSeeded ? "open" : "unseeded";
    return runQuota({ quotas, key, args, now, kind, publish: this.onPublish });
  }

  /** What management writes to its database. */
  checkpoint(): Map<string, ModelQuota> {
    return structuredClone(this.data.quotas);
  }

  /** Management puts the checkpoints back into an incarnation that is new. @returns whether it is complete now */
  seed(checkpoints: ReadonlyMap<string, ModelQuota>): boolean {
    const { incarnation, quotas } = this.data;
    if (incarnation.id === undefined) return false;
    for (const [key, checkpoint] of checkpoints) seedQuota(quotas, key, checkpoint);
    incarnation.seeded = incarnation.id;
    return true;
  }

  probe(args: readonly Arg[]): unknown[] {
    const { data } = this;
    const [worker, mine, newId, replayed, knownVersion, ...others] = args.map(String);
    const now = Math.max(this.time, data.incarnation.time ?? 0);
    const since = now - MEMBER_MS * 1_000;
    if (data.incarnation.id === undefined || data.incarnation.run !== this.run)
      this.#beRebornAs(String(newId), now, since);
    const it = data.incarnation as ModelIncarnation;
    it.version ??= 0;
    if (!data.members.has(String(worker))) it.version++;
    data.members.set(String(worker), now);
    for (const [member, seen] of data.members)
      if (seen <= since) {
        data.members.delete(member);
        it.version++;
      }
    const wait = it.open
      ? 0
      : this.#await(String(worker), mine === "" || (mine === it.id && replayed === "1"), others, now);
    it.time = now;
    const reply = [it.id, it.previous, now, it.open ? 1 : 0, Math.max(0, wait), it.version];
    if (String(it.version) === knownVersion) return reply;
    const members = [...data.members].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1));
    return [...reply, ...members.map(([member]) => member)];
  }

  leave(worker: string): void {
    const { members, incarnation } = this.data;
    if (members.delete(worker) && incarnation.id !== undefined)
      incarnation.version = (incarnation.version ?? 0) + 1;
  }

  #beRebornAs(id: string, now: number, since: number): void {
    const { data } = this;
    const previous = data.incarnation.id;
    data.awaited.clear();
    data.finished.clear();
    if (previous !== undefined)
      for (const [member, seen] of data.members) if (seen >= since) data.awaited.add(member);
    Object.assign(data.incarnation, { id, previous: previous ?? "", run: this.run, born: now, open: false });
  }

  #await(worker: string, done: boolean, others: readonly string[], now: number): number {
    const { data } = this;
    const it = data.incarnation as ModelIncarnation;
    for (const other of others) if (!data.finished.has(other)) data.awaited.add(other);
    if (done) {
      data.finished.add(worker);
      data.awaited.delete(worker);
    } else if (!data.finished.has(worker)) data.awaited.add(worker);
    const expected = [...data.awaited].some((member) => {
      const heard = (data.members.get(member) ?? -1) >= it.born;
      return now < it.born + (heard ? LONGEST_HOLD_MS : PATIENCE_MS) * 1_000;
    });
    const wait = it.born + HOLD_MS * 1_000 - now;
    if (wait <= 0 && !expected) {
      it.open = true;
      data.awaited.clear();
      data.finished.clear();
    }
    return wait;
  }

  #limit(name: string): ModelLimit {
    let limit = this.data.limits.get(name);
    if (limit === undefined) {
      limit = { epoch: "", total: 0, recalled: 0, charges: new Map(), lent: new Map(), workers: new Map() };
      this.data.limits.set(name, limit);
    }
    return limit;
  }
}

/** One run of the lease script. */
class LeaseRun {
  readonly #limit: ModelLimit;
  readonly #args: readonly Arg[];
  readonly #now: number;
  readonly #open: boolean;
  readonly #publish: (message: string) => void;
  readonly #window: number;
  readonly #max: number;
  readonly #fine: number;
  readonly #past: number;
  #at = 10;

  constructor(
    limit: ModelLimit,
    args: readonly Arg[],
    now: number,
    open: boolean,
    publish: (message: string) => void,
  ) {
    this.#limit = limit;
    this.#args = args;
    this.#now = now;
    this.#open = open;
    this.#publish = publish;
    this.#max = Number(args[3]);
    this.#window = Number(args[4]);
    this.#fine = Math.ceil(this.#window / 6_000);
    this.#past = Math.floor((now - this.#window) / this.#fine);
  }

  run(): unknown[] {
    const limit = this.#limit;
    for (const [bucket, count] of limit.charges)
      if (bucket <= this.#past) {
        limit.total -= count;
        limit.charges.delete(bucket);
        limit.lent.delete(bucket);
      }
    this.#settle();
    const [need, extra, expiry, sharing] = this.#grant();
    const waiting = Number(this.#args[5]);
    let first = Number.POSITIVE_INFINITY;
    for (const bucket of limit.charges.keys()) first = Math.min(first, bucket);
    const leaves = first === Number.POSITIVE_INFINITY ? 0 : first * this.#fine + this.#window;
    const lent = this.#open && need < waiting ? this.#recall() : 0;
    const remaining = Math.max(0, this.#max - limit.total);
    const kind = this.#open ? "open" : "held";
    return [kind, this.#now, need, extra, expiry, remaining, sharing, leaves, lent, limit.epoch];
  }

  #settle(): void {
    const limit = this.#limit;
    const incarnation = String(this.#args[1]);
    let settles = limit.epoch !== "" && limit.epoch === this.#args[2];
    if (!limit.epoch.startsWith(`${incarnation}:`)) {
      limit.epoch = `${incarnation}:${this.#now}`;
      settles = false;
    }
    for (const [from = 0, to = 0, count = 0] of this.#tuples(3)) {
      if (!settles) continue;
      const moved = this.#take(from, count);
      if (to !== 0) this.#put(to, moved);
    }
    for (const [bucket = 0, fewer = 0] of this.#tuples(2)) {
      const lent = limit.lent.get(bucket);
      if (!settles || lent === undefined) continue;
      if (lent <= fewer) limit.lent.delete(bucket);
      else limit.lent.set(bucket, lent - fewer);
    }
    for (const [bucket = 0, count = 0] of this.#tuples(2)) this.#put(bucket, count);
  }

  #grant(): [need: number, extra: number, expiry: number, sharing: number] {
    const limit = this.#limit;
    const [waiting = 0, wish = 0, lead = 0] = this.#args.slice(5, 8).map(Number);
    if (!this.#open || waiting + wish <= 0) return [0, 0, 0, 0];
    const generation = Math.floor(this.#now / (this.#window / 6));
    limit.workers.set(String(this.#args[0]), generation);
    for (const [worker, seen] of limit.workers) if (seen <= generation - 2) limit.workers.delete(worker);
    const sharing = limit.workers.size;
    const left = Math.max(0, this.#max - limit.total);
    const need = Math.min(waiting, left);
    let extra = left - need >= 16 ? Math.min(wish, Math.floor((left - need) / 2 / sharing)) : 0;
    if (extra < 2) extra = 0;
    if (need + extra === 0) return [0, 0, 0, sharing];
    const ahead = extra > 0 ? Math.max(lead, ((this.#window / 6) * extra) / wish) : lead;
    const width = this.#max > 1_000 ? this.#fine * 10 : this.#fine;
    const expiry = (Math.floor((this.#now + ahead) / width) + 1) * (width / this.#fine);
    this.#put(expiry, need + extra);
    if (extra > 0) limit.lent.set(expiry, (limit.lent.get(expiry) ?? 0) + extra);
    return [need, extra, expiry, sharing];
  }

  #recall(): number {
    const limit = this.#limit;
    const current = Math.floor(this.#now / this.#fine);
    let lent = 0;
    for (const [bucket, count] of limit.lent)
      if (bucket > current && limit.charges.has(bucket)) lent += count;
    if (lent > 0 && this.#now - limit.recalled >= RECALL_MS * 1_000) {
      limit.recalled = this.#now;
      this.#publish(String(this.#args[9]));
    }
    return lent;
  }

  *#tuples(size: number): Generator<number[]> {
    const count = Number(this.#args[this.#at++]);
    for (let i = 0; i < count; i++) {
      const tuple = this.#args.slice(this.#at, this.#at + size).map(Number);
      this.#at += size;
      yield tuple;
    }
  }

  #take(bucket: number, count: number): number {
    const { charges } = this.#limit;
    const have = charges.get(bucket) ?? 0;
    const moved = Math.min(count, have);
    if (moved === have) {
      charges.delete(bucket);
      if (count > 0) this.#limit.lent.delete(bucket);
    } else charges.set(bucket, have - moved);
    this.#limit.total -= moved;
    return moved;
  }

  #put(bucket: number, count: number): void {
    if (count === 0 || bucket <= this.#past) return;
    this.#limit.charges.set(bucket, (this.#limit.charges.get(bucket) ?? 0) + count);
    this.#limit.total += count;
  }
}
