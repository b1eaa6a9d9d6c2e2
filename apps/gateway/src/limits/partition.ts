import type { Clock } from "./clock.ts";
import { type ProbeReply, readProbeReply } from "./lease-reply.ts";
import type { LimitState } from "./limit-state.ts";
import { type PartitionKeys, partitionKeys } from "./partition-keys.ts";
import { leaveScript, probeScript } from "./probe-script.ts";
import { type LimiterRedis, runScript } from "./redis-port.ts";
import { RedisTime } from "./redis-time.ts";
import { CALL_MS, CONFIRMED_MS, HOLD_MS, PROBE_MS, REPLAY_MS } from "./times.ts";

export type PartitionOptions = {
  readonly index: number;
  readonly redis: LimiterRedis;
  readonly clock: Clock;
  /** This worker among the members. */
  readonly worker: string;
  /** Makes ids for incarnations. */
  newId(): string;
  states(): Iterable<LimitState>;
  /** Charges what the key owes. @returns whether it did for certain */
  replay(state: LimitState): Promise<boolean>;
  onGate(open: boolean, why: string): void;
};

const REPLAYS_AT_ONCE = 64;

/**
 * This worker's tie to the part of Redis that shares one hash tag: whether leases may be fetched (the gate), until when
 * those in hand may be spent, and what to do when Redis has lost data.
 */
export class Partition {
  readonly time = new RedisTime();
  readonly keys: PartitionKeys;
  /** Leases are spent only until then, by the own clock. */
  confirmedUntil = Number.NEGATIVE_INFINITY;
  /** How many workers there are, this one included. */
  members = 1;
  /** The incarnation that is known; empty before the first. */
  id = "";
  open = false;
  /** Counts connections: what was sent on an earlier one is void. */
  connection = 0;
  #connected = false;
  #slowest = 0;
  #confirmedAt = Number.NEGATIVE_INFINITY;
  #suspectedAt = Number.NEGATIVE_INFINITY;
  #tickedAt = Number.NEGATIVE_INFINITY;
  #replayed = false;
  #replaying = false;
  #memberIds: readonly string[] = [];
  /** Who were members before data was lost. */
  #before: readonly string[] = [];
  #membersVersion = -1;
  #retry: unknown;
  readonly #options: PartitionOptions;

  constructor(options: PartitionOptions) {
    this.#options = options;
    this.keys = partitionKeys(options.index);
  }

  /** A new connection: to whom it leads has to be learned before anything else is sent. */
  connected(): void {
    this.connection++;
    this.#connected = true;
    this.time.reset();
    this.probe();
  }

  disconnected(): void {
    this.connection++;
    this.#connected = false;
    this.#shut("the connection to Redis was lost");
  }

  /** Something went wrong: nothing is fetched until a probe that is sent from now on succeeds. */
  suspect(why: string): void {
    this.#suspectedAt = this.#options.clock.now();
    // When many calls fail at once, one probe is enough; the next comes soon.
    if (!this.open) return;
    this.#shut(why);
    this.probe();
  }

  /** A reply came that the current incarnation gave. */
  confirm(sentAt: number, redisMs: number): void {
    const now = this.#options.clock.now();
    this.time.sample(sentAt, redisMs, now);
    this.#slowest = Math.max(now - sentAt, this.#slowest * 0.9);
    this.#confirmedAt = Math.max(this.#confirmedAt, sentAt);
    this.confirmedUntil = this.#confirmedAt + CONFIRMED_MS;
  }

  /** How far ahead a lease must end to be of use when its reply arrives. */
  leadMs(): number {
    return 20 + 2.5 * this.#slowest;
  }

  /** Every PROBE_MS. */
  tick(): void {
    if (!this.#connected) return;
    const now = this.#options.clock.now();
    // After a stall of this process the replies are here and have only not been read yet.
    const hasStalled = now - this.#tickedAt > 2 * PROBE_MS;
    this.#tickedAt = now;
    if (!hasStalled && now - this.#confirmedAt > PROBE_MS + CALL_MS) this.#shut("Redis doesn't answer");
    this.probe();
    if (!this.#replayed && this.id !== "") void this.#replay();
  }

  probe(): void {
    if (!this.#connected) return;
    const { redis, clock, worker, newId } = this.#options;
    const { incarnation, members, awaited, finished } = this.keys;
    const sentAt = clock.now();
    const { connection } = this;
    // Who else there is matters only when data was lost, which shows in a closed gate.
    const others = this.open ? [] : new Set([...this.#before, ...this.#memberIds]);
    runScript(
      redis,
      probeScript,
      [incarnation, members, awaited, finished],
      [worker, this.id, newId(), this.#replayed ? 1 : 0, this.#membersVersion, ...others],
    )
      .then(readProbeReply)
      .then(
        (reply) => {
          if (connection === this.connection) this.#probed(reply, sentAt);
        },
        (error: unknown) => {
          if (connection === this.connection) this.#shut(String(error));
        },
      );
  }

  /** Takes this worker out of the members. */
  async leave(): Promise<void> {
    const { redis, clock, worker } = this.#options;
    clock.clearTimeout(this.#retry);
    if (!this.#connected) return;
    this.#shut("the worker stops");
    this.#connected = false;
    const { incarnation, members } = this.keys;
    await runScript(redis, leaveScript, [incarnation, members], [worker]).catch(() => undefined);
  }

  #probed(reply: ProbeReply, sentAt: number): void {
    if (reply.id !== this.id) this.#adopt(reply);
    this.confirm(sentAt, reply.redisMs);
    if (reply.members.length > 0) {
      this.#memberIds = reply.members;
      this.#membersVersion = reply.version;
      this.members = reply.members.length;
    }
    if (!this.#replayed) void this.#replay();
    else if (!reply.open) this.#probeAgain(reply.waitMs);
    else if (!this.open && sentAt >= this.#suspectedAt) {
      this.open = true;
      this.#before = [];
      this.#options.onGate(true, "Redis answers");
    }
  }

  /** The data isn't what it was. Whoever was a part of it replays; a worker that is new has nothing to. */
  #adopt({ id, previous }: ProbeReply): void {
    const isNew = this.id === "";
    if (!isNew) {
      this.#shut("Redis has lost data");
      const since = previous === this.id ? this.#confirmedAt - REPLAY_MS : Number.NEGATIVE_INFINITY;
      const now = this.#options.clock.now();
      for (const state of this.#options.states()) state.forget(now, since);
      this.time.reset();
      this.#before = [...this.#before, ...this.#memberIds];
    }
    this.id = id;
    this.#replayed = isNew;
    this.#membersVersion = -1;
  }

  async #replay(): Promise<void> {
    if (this.#replaying) return;
    this.#replaying = true;
    const { id } = this;
    const owing = [...this.#options.states()].filter((state) => state.owes());
    let complete = true;
    for (let i = 0; complete && i < owing.length; i += REPLAYS_AT_ONCE) {
      const done = await Promise.all(owing.slice(i, i + REPLAYS_AT_ONCE).map(this.#options.replay));
      complete = !done.includes(false);
    }
    this.#replaying = false;
    if (!complete || id !== this.id) return;
    this.#replayed = true;
    this.probe();
  }

  #probeAgain(waitMs: number): void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#retry);
    this.#retry = clock.setTimeout(() => this.probe(), Math.min(Math.max(waitMs, 100), HOLD_MS));
  }

  #shut(why: string): void {
    if (!this.open) return;
    this.open = false;
    this.#options.onGate(false, why);
  }
}
