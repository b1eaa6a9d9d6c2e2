import { z } from "zod";
import { type Fetch, fetchText } from "./fetch-text.ts";
import { type KeySet, parseKeySet } from "./key-set.ts";

/** Bytes of a discovery document and of a key set with certificate chains. */
const MAX_DISCOVERY_BYTES = 128 * 1_024;
const MAX_KEYS_BYTES = 512 * 1_024;
/** After so many milliseconds keys are fetched again beside the requests, and after the second they wait for it. */
const FRESH_MS = 300_000;
const HARD_MS = 900_000;
/** How long known keys serve while the provider can't be asked. */
const STALE_MS = 86_400_000;
/** Between two fetches for kids that aren't known, and after a fetch that failed. */
const COOLDOWN_MS = 10_000;
const RETRY_MS = 5_000;
/** How long a kid that the provider didn't know is not asked for again, and how many of them are remembered. */
const UNKNOWN_MS = 120_000;
const MAX_UNKNOWN = 1_000;

const discoveryDocument = z.object({ issuer: z.string(), jwks_uri: z.url() });

export type KeySourceOptions = {
  readonly issuer: string;
  /** Where the keys are; undefined: the issuer's discovery document says so. */
  readonly jwksUri: string | undefined;
  readonly fetch: Fetch;
  /** A fetch has failed; the keys from before go on serving. */
  readonly onProblem?: (reason: string) => void;
  readonly now?: () => number;
};

/** An issuer's keys can't be had at the moment. */
export class KeysUnavailableError extends Error {}

type Header = { readonly alg: string; readonly kid: string | undefined };

/**
 * The keys of one issuer for all profiles that trust it: fetched once for whoever waits, kept while the provider is away, and
 * not fetched again because somebody sends key ids that don't exist (threat 9).
 */
export class KeySource {
  readonly #options: KeySourceOptions;
  readonly #now: () => number;
  readonly #unknown = new Map<string, number>();
  #keys: KeySet | undefined;
  #loadedAt = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #retryAt = 0;
  #failure = "";
  #loading: Promise<void> | undefined;

  constructor(options: KeySourceOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** The set in force while it is fresh: what was proved with it needs no other look. Undefined when it is to be asked. */
  get fresh(): KeySet | undefined {
    return this.#now() - this.#loadedAt < FRESH_MS ? this.#keys : undefined;
  }

  /**
   * @returns undefined when the issuer has no such key
   * @throws KeysUnavailableError when its keys aren't known and can't be fetched
   */
  async find(header: Header): ReturnType<KeySet["find"]> {
    const keys = await this.#current();
    const known = await keys.find(header);
    if (known !== undefined || !this.#mayAskFor(header.kid)) return known;
    this.#askedAt = this.#now();
    await this.#load();
    if (this.#keys === undefined || this.#keys === keys) return undefined;
    const found = await this.#keys.find(header);
    if (found === undefined && header.kid !== undefined) this.#rememberUnknown(header.kid);
    return found;
  }

  async #current(): Promise<KeySet> {
    const age = this.#now() - this.#loadedAt;
    const isKnown = this.#keys !== undefined;
    if (!isKnown || age >= HARD_MS) await this.#load();
    else if (age >= FRESH_MS) void this.#load();
    if (this.#keys !== undefined && this.#now() - this.#loadedAt < STALE_MS) return this.#keys;
    throw new KeysUnavailableError(`the keys of ${this.#options.issuer} can't be had: ${this.#failure}`);
  }

  /** Whether a key that isn't there is worth a fetch: the provider may have rotated its keys. */
  #mayAskFor(kid: string | undefined): boolean {
    const now = this.#now();
    if (this.#loading !== undefined) return true;
    if (now - this.#askedAt < COOLDOWN_MS) return false;
    return kid === undefined || (this.#unknown.get(kid) ?? 0) <= now;
  }

  #rememberUnknown(kid: string): void {
    if (this.#unknown.size >= MAX_UNKNOWN) this.#unknown.clear();
    this.#unknown.set(kid, this.#now() + UNKNOWN_MS);
  }

  /** One fetch for all who wait. It never throws: whether there are keys is looked at afterwards. */
  #load(): Promise<void> {
    if (this.#loading !== undefined) return this.#loading;
    if (this.#now() < this.#retryAt) return Promise.resolve();
    this.#loading = this.#fetchKeys().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #fetchKeys(): Promise<void> {
    try {
      const { jwksUri, fetch } = this.#options;
      const url = jwksUri ?? (await this.#discover());
      this.#keys = parseKeySet(await fetchText(fetch, url, MAX_KEYS_BYTES));
      this.#loadedAt = this.#now();
      this.#retryAt = 0;
    } catch (error) {
      this.#retryAt = this.#now() + RETRY_MS;
      this.#failure = reasonOf(error);
      this.#options.onProblem?.(this.#failure);
    }
  }

  /** OpenID Connect Discovery 1.0, sections 4.1 and 4.3: the document has to name the very issuer that was asked for. */
  async #discover(): Promise<string> {
    const { issuer, fetch } = this.#options;
    const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
    const document = discoveryDocument.parse(JSON.parse(await fetchText(fetch, url, MAX_DISCOVERY_BYTES)));
    if (document.issuer !== issuer) throw new Error("the discovery document names another issuer");
    // Otherwise whoever writes the document could have the gateway fetch from anywhere (threats 9 and 14).
    if (new URL(document.jwks_uri).origin !== new URL(issuer).origin)
      throw new Error("the discovery document puts the keys at a foreign origin");
    return document.jwks_uri;
  }
}

/** undici says only that the fetch failed; why is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
}
