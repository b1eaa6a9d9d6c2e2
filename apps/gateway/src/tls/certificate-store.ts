import { type Certificate, isSameText, readCertificate } from "./certificate.ts";
import { type Found, SINGLE } from "./certificate-files.ts";

export type CertificateProblem = { readonly name: string; readonly problem: string };

/**
 * The certificates in force, by the names that callers ask for (SNI, RFC 6066 section 3). What comes from files replaces them
 * one by one: one that can't be used leaves the one before it in force.
 */
export class CertificateStore {
  #inForce = new Map<string, Certificate>();
  #problems = new Map<string, string>();
  #exact = new Map<string, Certificate>();
  #wildcards = new Map<string, Certificate>();
  #fallback: Certificate | undefined;

  /** For callers who name no host, or one that no certificate is for. */
  get fallback(): Certificate | undefined {
    return this.#fallback;
  }

  /** @param host as the caller sent it, in any case */
  find(host: string): Certificate | undefined {
    const name = host.toLowerCase();
    const dot = name.indexOf(".");
    return (
      this.#exact.get(name) ??
      (dot === -1 ? undefined : this.#wildcards.get(name.slice(dot))) ??
      this.#fallback
    );
  }

  all(): readonly (readonly [string, Certificate])[] {
    return [...this.#inForce];
  }

  problems(): CertificateProblem[] {
    return [...this.#problems].map(([name, problem]) => ({ name, problem }));
  }

  /** @param found undefined when nothing could be read; then everything stays */
  take(found: readonly Found[] | undefined, now: number): void {
    this.#problems = new Map();
    if (found === undefined) this.#problems.set("GATEWAY_TLS_DIRECTORY", "the folder can't be read");
    else this.#replace(found, now);
    for (const [name, { notAfter }] of this.#inForce) {
      if (notAfter <= now && !this.#problems.has(name))
        this.#problems.set(name, `it has expired on ${day(notAfter)}`);
    }
    this.#index();
  }

  #replace(found: readonly Found[], now: number): void {
    const next = new Map<string, Certificate>();
    for (const { name, text } of found) {
      const before = this.#inForce.get(name);
      try {
        if (typeof text === "string") throw new Error(text);
        next.set(
          name,
          before !== undefined && isSameText(before.text, text) ? before : better(before, text, now),
        );
      } catch (error) {
        const kept = before === undefined ? "" : "; the one before it stays in force";
        this.#problems.set(name, `${(error as Error).message}${kept}`);
        if (before !== undefined) next.set(name, before);
      }
    }
    // Files that are gone are certificates that are gone, but a listener without any could serve nobody.
    if (next.size > 0) this.#inForce = next;
    else if (this.#inForce.size > 0)
      this.#problems.set("GATEWAY_TLS_DIRECTORY", "no certificate is left in it");
  }

  #index(): void {
    this.#exact = new Map();
    this.#wildcards = new Map();
    for (const certificate of this.#inForce.values()) {
      for (const name of certificate.names) {
        const isWildcard = name.startsWith("*.");
        const index = isWildcard ? this.#wildcards : this.#exact;
        const key = isWildcard ? name.slice(1) : name;
        // Of two for one name, the one that lasts longer: a renewal may come under another file name.
        const other = index.get(key);
        if (other === undefined || other.notAfter < certificate.notAfter) index.set(key, certificate);
      }
    }
    this.#fallback =
      this.#inForce.get(SINGLE) ?? this.#inForce.get("default") ?? this.#inForce.values().next().value;
  }
}

/** @throws Error when it can't be used, or when its time is not now and there is one before it that stays */
function better(before: Certificate | undefined, text: Certificate["text"], now: number): Certificate {
  const certificate = readCertificate(text);
  if (before === undefined) return certificate;
  if (certificate.notAfter <= now) throw new Error(`it has expired on ${day(certificate.notAfter)}`);
  if (certificate.notBefore > now) throw new Error(`it is not valid before ${day(certificate.notBefore)}`);
  return certificate;
}

function day(time: number): string {
  return new Date(time).toISOString();
}
