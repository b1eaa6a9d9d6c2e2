import type { SecureContext } from "node:tls";
import type { Logger } from "@zerq/logging/logger";
import type { CertificateText } from "./certificate.ts";
import { type CertificateSources, findCertificates } from "./certificate-files.ts";
import { type CertificateProblem, CertificateStore } from "./certificate-store.ts";

/** The certificates of the TLS listener; they change with their files, for connections that begin afterwards. */
export type Certificates = {
  /** For callers who name no host. */
  fallback(): CertificateText;
  contextFor(host: string): SecureContext | undefined;
  /** Called whenever `fallback` gives another one. */
  onFallbackChange(listener: (text: CertificateText) => void): void;
  problems(): CertificateProblem[];
  /** Names, and milliseconds since the epoch. */
  expiries(): { name: string; notAfter: number }[];
  close(): void;
};

export type CertificatesOptions = CertificateSources & {
  readonly logger: Logger;
  /** Milliseconds between two looks at the files. */
  readonly reloadMs: number;
};

/**
 * Reads the certificates and keeps looking at their files.
 * @returns undefined when none are configured: there is no TLS listener
 * @throws Error with a sentence when none of them can be used
 */
export async function openCertificates(options: CertificatesOptions): Promise<Certificates | undefined> {
  if (options.single === undefined && options.directory === "") return undefined;
  const store = new CertificateStore();
  let told = new Map<string, string>();
  const listeners: ((text: CertificateText) => void)[] = [];

  async function look(): Promise<void> {
    const before = store.fallback;
    store.take(await findCertificates(options), Date.now());
    told = tell(options.logger, store.problems(), told);
    const { fallback } = store;
    if (fallback !== undefined && before !== undefined && fallback !== before)
      for (const listener of listeners) listener(fallback.text);
  }

  await look();
  if (store.fallback === undefined) throw new Error(noneUsable(store.problems()));
  const fallback = store.fallback;
  let isLooking = false;
  const timer = setInterval(() => {
    // A file system that hangs must not be asked a second time meanwhile.
    if (isLooking) return;
    isLooking = true;
    look()
      .catch((error: unknown) =>
        options.logger.error("certificates can't be read", { problem: String(error) }),
      )
      .finally(() => {
        isLooking = false;
      });
  }, options.reloadMs);
  timer.unref();

  return {
    fallback: () => (store.fallback ?? fallback).text,
    contextFor: (host) => store.find(host)?.context,
    onFallbackChange(listener) {
      listeners.push(listener);
    },
    problems: () => store.problems(),
    expiries: () => store.all().map(([name, { notAfter }]) => ({ name, notAfter })),
    close: () => clearInterval(timer),
  };
}

/** Says each problem once, and when it is over. */
function tell(
  logger: Logger,
  problems: readonly CertificateProblem[],
  told: ReadonlyMap<string, string>,
): Map<string, string> {
  const now = new Map(problems.map(({ name, problem }) => [name, problem]));
  for (const [certificate, problem] of now) {
    if (told.get(certificate) !== problem)
      logger.error("a certificate can't be used", { certificate, problem });
  }
  for (const certificate of told.keys()) {
    if (!now.has(certificate)) logger.info("a certificate can be used again", { certificate });
  }
  return now;
}

function noneUsable(problems: readonly CertificateProblem[]): string {
  const reasons = problems.map(({ name, problem }) => `${name}: ${problem}`).join("; ");
  return `The TLS listener has no usable certificate. ${reasons === "" ? "GATEWAY_TLS_DIRECTORY holds no <name>.crt" : reasons}.`;
}
