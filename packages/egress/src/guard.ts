import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { AppError } from "@zerq/errors/app-error";
import { Agent, buildConnector, type Dispatcher, fetch as undiciFetch } from "undici";
import { classify, unmapped } from "./addresses.ts";
import { parseAllowList } from "./allow-list.ts";
import { type OnSocket, openSocket, type SocketPlan } from "./open-socket.ts";

export type EgressGuardOptions = {
  /** The text of EGRESS_ALLOW. */
  allow: string;
  /** `host:port` of Zerq's own MongoDB, Redis and internal listeners: never reachable, even when allowed. */
  own?: readonly string[];
  /** Replaces the system's resolver in tests. */
  lookup?: LookupFunction;
};

export type EgressGuard = {
  /** The refusal of a URL when it is saved, or undefined: scheme, credentials in it, and literal addresses. */
  checkUrl(url: string): AppError | undefined;
  allowsAddress(host: string, address: string, port: number): boolean;
  /** An undici connector: the address that was checked is the address that is connected to. */
  connector(options?: buildConnector.BuildOptions): buildConnector.connector;
  /** Opens a connection to an address that was checked; `done` hears of a refusal as of any other failure. */
  openSocket(plan: SocketPlan, done: OnSocket): void;
  dispatcher(): Dispatcher;
  /** As the global fetch, through the guard, and without following redirects. */
  fetch: typeof fetch;
  /** As `fetch`, for a server whose certificate these certificates (PEM) vouch for, and no others. */
  fetchTrusting(ca: string): typeof fetch;
};

/**
 * The one guard for connections that leave the product. It looks at the address at connect time, after the name was
 * resolved, so a name that resolves to something else the second time (DNS rebinding) gains nothing.
 */
export function createEgressGuard(options: EgressGuardOptions): EgressGuard {
  const allow = parseAllowList(options.allow);
  const own = new Set((options.own ?? []).map((target) => target.toLowerCase()));
  const resolve = options.lookup ?? (systemLookup as unknown as LookupFunction);

  function allowsAddress(host: string, address: string, port: number): boolean {
    const plain = unmapped(address);
    if (own.has(`${plain}:${port}`) || own.has(`${host.toLowerCase()}:${port}`)) return false;
    const kind = classify(plain);
    return kind === "public" || (kind === "internal" && allow.opens(host, plain, port));
  }

  function checkUrl(text: string): AppError | undefined {
    if (!URL.canParse(text)) return notAllowed("This is not a URL.");
    const url = new URL(text);
    if (url.protocol !== "http:" && url.protocol !== "https:")
      return notAllowed("Only http and https can be called.");
    if (url.username !== "" || url.password !== "") return notAllowed("A URL must not hold credentials.");
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const port = portOf(url);
    if (isIP(host) === 0) {
      const refused = own.has(`${host}:${port}`) || isMetadataName(host);
      const local = host === "localhost" || host.endsWith(".localhost");
      return refused || (local && !allow.opensName(host, port) && !allowsAddress(host, "127.0.0.1", port))
        ? notAllowed(howTo(host, port))
        : undefined;
    }
    return allowsAddress(host, host, port) ? undefined : notAllowed(howTo(host, port));
  }

  /** Resolves a name and hands on only addresses that may be reached on this port. */
  function guardedLookup(port: number): LookupFunction {
    return (host, lookupOptions, callback) => {
      resolve(host, { ...lookupOptions, all: true }, (error, found) => {
        if (error !== null) return callback(error, "", 4);
        const addresses = Array.isArray(found) ? found : [];
        const open = addresses.filter(
          ({ address }) => !isMetadataName(host) && allowsAddress(host, address, port),
        );
        const [first] = open;
        if (first === undefined) return callback(refusedAt(host, port), "", 4);
        if (lookupOptions.all) (callback as unknown as (e: null, a: typeof open) => void)(null, open);
        else callback(null, first.address, first.family);
      });
    };
  }

  function connector(build: buildConnector.BuildOptions = {}): buildConnector.connector {
    const byPort = new Map<number, buildConnector.connector>();
    return (target, callback) => {
      const port = Number(target.port) || (target.protocol === "https:" ? 443 : 80);
      const host = target.hostname.replace(/^\[|\]$/g, "");
      // A literal address is never looked up, so it is checked here.
      if (isIP(host) !== 0 && !allowsAddress(host, host, port)) return callback(refusedAt(host, port), null);
      let connect = byPort.get(port);
      if (connect === undefined) {
        connect = buildConnector({ ...build, lookup: guardedLookup(port) } as buildConnector.BuildOptions);
        byPort.set(port, connect);
      }
      connect(target, callback);
    };
  }

  function openGuarded(plan: SocketPlan, done: OnSocket): void {
    const { host, port } = plan;
    // A literal address is never looked up, so it is checked here.
    if (isIP(host) !== 0 && !allowsAddress(host, host, port)) done(refusedAt(host, port), undefined);
    else openSocket(plan, guardedLookup(port), done);
  }

  const agent = (build: buildConnector.BuildOptions = {}) =>
    new Agent({
      connect: connector({ timeout: 5_000, ...build }),
      headersTimeout: 10_000,
      bodyTimeout: 10_000,
    });
  let shared: Dispatcher | undefined;
  const dispatcher = () => {
    shared ??= agent();
    return shared;
  };
  const fetchBy = (through: () => Dispatcher) =>
    ((input: unknown, init: object = {}) =>
      undiciFetch(
        input as string,
        {
          redirect: "error",
          ...init,
          dispatcher: through(),
        } as never,
      )) as unknown as typeof fetch;

  return {
    checkUrl,
    allowsAddress,
    connector,
    openSocket: openGuarded,
    dispatcher,
    fetch: fetchBy(dispatcher),
    fetchTrusting(ca) {
      const trusting = agent({ ca });
      return fetchBy(() => trusting);
    },
  };
}

/** An address that may not be reached, found when it was about to be connected to. */
export class EgressRefusedError extends Error {
  readonly code = "EGRESS_REFUSED";
}

function refusedAt(host: string, port: number): EgressRefusedError {
  return new EgressRefusedError(`egress to ${host}:${port} is not allowed`);
}

function notAllowed(message: string): AppError {
  return new AppError("egress_not_allowed", { message });
}

function howTo(host: string, port: number): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return classify(host) === "never" && isIP(host) !== 0
    ? `${name} can never be called.`
    : `${name}:${port} may not be called. If it should be, set EGRESS_ALLOW=${name}:${port}.`;
}

function portOf(url: URL): number {
  return url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
}

/** Names under which clouds serve credentials to whoever asks. */
function isMetadataName(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, "");
  return name === "metadata" || name === "metadata.google.internal" || name === "instance-data";
}
