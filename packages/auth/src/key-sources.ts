import type { Fetch } from "./fetch-text.ts";
import { KeySource } from "./key-source.ts";

export type KeySources = {
  /** The one source of an issuer's keys, whoever asks for it. */
  of(issuer: string, jwksUri: string | undefined): KeySource;
};

export type KeySourcesOptions = {
  readonly fetch: Fetch;
  onProblem(issuer: string, reason: string): void;
};

/**
 * Key sources by issuer and address. A source lives as long as a profile of some routing table holds it: profiles that
 * trust one issuer share its keys, and a new version of the config doesn't fetch them again.
 */
export function createKeySources({ fetch, onProblem }: KeySourcesOptions): KeySources {
  const sources = new Map<string, WeakRef<KeySource>>();
  const gone = new FinalizationRegistry<string>((name) => {
    if (sources.get(name)?.deref() === undefined) sources.delete(name);
  });
  return {
    of(issuer, jwksUri) {
      const name = JSON.stringify([issuer, jwksUri ?? null]);
      const known = sources.get(name)?.deref();
      if (known !== undefined) return known;
      const source = new KeySource({
        issuer,
        jwksUri,
        fetch,
        onProblem: (reason) => onProblem(issuer, reason),
      });
      sources.set(name, new WeakRef(source));
      gone.register(source, name);
      return source;
    },
  };
}
