import type { ConnectionOptions } from "node:tls";
import type { EgressGuard } from "@zerq/egress/guard";
import type { CoarseClock } from "./coarse-clock.ts";
import { type ConnectionOwner, UpstreamConnection } from "./upstream-connection.ts";
import type { AnswerHandler, UpstreamRequest } from "./upstream-request.ts";

export type PoolOptions = {
  readonly guard: EgressGuard;
  readonly clock: CoarseClock;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Milliseconds. */
  readonly connectMs: number;
  /** In the names of `tls.connect`; undefined: the usual verification. */
  readonly tls: ConnectionOptions | undefined;
};

/** Milliseconds; below the 5 s after which many servers close an idle connection. */
const IDLE_MS = 4_000;
/** Milliseconds before the time an upstream has named, since its clock begins earlier than ours. */
const IDLE_MARGIN_MS = 1_000;

/** Where all connections of this process read to: what is read is used up before anything else is read. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1_024);

type Waiting = { readonly request: UpstreamRequest; readonly handler: AnswerHandler };

/**
 * The connections to one origin. The last one used is used first, so that those that aren't needed become idle and close. Their
 * number has no limit of its own: there are never more than requests under way.
 */
export class ConnectionPool implements ConnectionOwner {
  readonly clock: CoarseClock;
  readonly host: string;
  readonly #options: PoolOptions;
  readonly #hostname: string;
  readonly #port: number;
  readonly #isSecure: boolean;
  readonly #all = new Set<UpstreamConnection>();
  readonly #waiting: Waiting[] = [];
  #idle: UpstreamConnection[] = [];
  #opening = 0;
  #tlsSession: Buffer | undefined;
  #isDestroyed = false;

  constructor(options: PoolOptions) {
    const url = new URL(options.origin);
    this.#options = options;
    this.clock = options.clock;
    this.host = url.host;
    this.#isSecure = url.protocol === "https:";
    this.#hostname = url.hostname.replace(/^\[|\]$/g, "");
    this.#port = url.port === "" ? (this.#isSecure ? 443 : 80) : Number(url.port);
  }

  /** Whether requests are under way or waiting. */
  get isBusy(): boolean {
    return this.#opening > 0 || this.#all.size > this.#idle.length;
  }

  /** @throws TypeError for a request that can't be sent */
  dispatch(request: UpstreamRequest, handler: AnswerHandler): void {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (!idle.isUsable) continue;
      if (!this.#send(idle, request, handler)) this.#idle.push(idle);
      return;
    }
    this.#waiting.push({ request, handler });
    this.#open();
  }

  onFree(connection: UpstreamConnection): void {
    while (connection.isUsable) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      if (this.#send(connection, next.request, next.handler)) return;
    }
    const { keepAliveMs } = connection;
    const idleMs = keepAliveMs === undefined ? IDLE_MS : Math.min(IDLE_MS, keepAliveMs - IDLE_MARGIN_MS);
    if (idleMs <= 0) {
      connection.destroy();
      return;
    }
    connection.idleUntil = this.clock.after(idleMs);
    this.#idle.push(connection);
  }

  onClosed(connection: UpstreamConnection): void {
    this.#all.delete(connection);
    const place = this.#idle.indexOf(connection);
    if (place !== -1) this.#idle.splice(place, 1);
  }

  /** Ends what is overdue. @param now on the clock */
  tick(now: number): void {
    for (const connection of this.#all) {
      if (connection.deadline !== 0 && connection.deadline <= now) connection.expire();
    }
    const isOver = ({ idleUntil }: UpstreamConnection) => idleUntil <= now;
    const over = this.#idle.filter(isOver);
    if (over.length === 0) return;
    this.#idle = this.#idle.filter((connection) => !isOver(connection));
    for (const connection of over) connection.destroy();
  }

  /** Cuts everything; what waits or is under way hears of it. */
  destroy(): void {
    this.#isDestroyed = true;
    for (const connection of this.#all) connection.destroy();
    for (const { handler } of this.#waiting.splice(0))
      handler.onResponseError(new Error("the gateway stops"));
  }

  #send(connection: UpstreamConnection, request: UpstreamRequest, handler: AnswerHandler): boolean {
    try {
      return connection.send(request, handler);
    } catch (error) {
      handler.onResponseError(error as Error);
      return false;
    }
  }

  #open(): void {
    const { guard, connectMs, tls } = this.#options;
    let connection: UpstreamConnection | undefined;
    this.#opening += 1;
    const plan = {
      host: this.#hostname,
      port: this.#port,
      timeoutMs: connectMs,
      tls: this.#isSecure ? { ...tls, session: this.#tlsSession } : undefined,
      onread: {
        buffer: readBuffer,
        callback: (size: number) => connection?.receive(readBuffer, size) ?? true,
      },
    };
    guard.openSocket(plan, (error, socket) => {
      this.#opening -= 1;
      if (socket === undefined) {
        this.#failOne(error ?? new Error("no connection"));
        return;
      }
      if (this.#isSecure)
        socket.on("session", (session: Buffer) => {
          this.#tlsSession = session;
        });
      connection = new UpstreamConnection(socket, this);
      this.#all.add(connection);
      if (this.#isDestroyed) connection.destroy();
      else this.onFree(connection);
    });
  }

  /** A connection for each request that waits was begun, but others may have served it meanwhile. */
  #failOne(error: Error): void {
    if (this.#waiting.length > this.#opening) this.#waiting.shift()?.handler.onResponseError(error);
  }
}
