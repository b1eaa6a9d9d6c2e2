import type { Fetch } from "../fetch-text.ts";
import { RevocationUrl } from "./revocation-url.ts";

/** Milliseconds between two looks at whether a list is to be fetched again. */
const TICK_MS = 1_000;

export type RevocationSources = {
  /** The one source of an address, whoever asks for it. @param refreshMs milliseconds between two fetches */
  of(url: string, refreshMs: number): RevocationUrl;
  stop(): void;
};

export type RevocationSourcesOptions = {
  readonly fetch: Fetch;
  onProblem(url: string, reason: string): void;
  /** Lists at some address have changed. */
  onChange(): void;
};

/**
 * Revocation lists by address. Like an issuer's keys, a source lives as long as a profile of some routing table holds it, so
 * that a new version of the config doesn't fetch its lists again.
 */
export function createRevocationSources(options: RevocationSourcesOptions): RevocationSources {
  const sources = new Map<string, WeakRef<RevocationUrl>>();
  const timer = setInterval(() => {
    for (const [name, reference] of sources) {
      const source = reference.deref();
      if (source === undefined) sources.delete(name);
      else source.refresh();
    }
  }, TICK_MS);
  timer.unref();
  return {
    of(url, refreshMs) {
      const name = `${refreshMs} ${url}`;
      const known = sources.get(name)?.deref();
      if (known !== undefined) return known;
      const source = new RevocationUrl({
        url,
        refreshMs,
        fetch: options.fetch,
        onProblem: (reason) => options.onProblem(url, reason),
        onChange: options.onChange,
      });
      sources.set(name, new WeakRef(source));
      return source;
    },
    stop: () => clearInterval(timer),
  };
}
