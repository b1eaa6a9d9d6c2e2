import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Secret } from "@zerq/logging/secret";
import type { CertificateText } from "./certificate.ts";

/** Where certificates come from. */
export type CertificateSources = {
  /** The one of the settings; its texts were read at start. */
  readonly single: CertificateText | undefined;
  /** Where those texts were read from; empty when they came from the environment itself, which doesn't change. */
  readonly certificateFile: string;
  readonly keyFile: string;
  /** A folder of `<name>.crt` with `<name>.key`; empty without one. */
  readonly directory: string;
};

/** What was found under one name: a text, or why there is none. */
export type Found = { readonly name: string; readonly text: CertificateText | string };

/** The name under which the certificate of the settings is told. */
export const SINGLE = "GATEWAY_TLS_CERTIFICATE";

/**
 * Reads everything anew; files of 4 kB cost less than knowing by their dates whether they have changed, and Kubernetes
 * replaces mounted files by turning a link.
 * @returns undefined when the folder can't be read; what was served from it goes on
 */
export async function findCertificates(sources: CertificateSources): Promise<Found[] | undefined> {
  const single = sources.single === undefined ? [] : [{ name: SINGLE, text: await readSingle(sources) }];
  if (sources.directory === "") return single;
  const names = await readdir(sources.directory).catch(() => undefined);
  if (names === undefined) return undefined;
  const known = new Set(names);
  const pairs = names.filter((name) => name.endsWith(".crt")).sort();
  const found = pairs.map(async (file): Promise<Found> => {
    const name = file.slice(0, -4);
    if (!known.has(`${name}.key`)) return { name, text: `there is no ${name}.key beside it` };
    return {
      name,
      text: await readPair(join(sources.directory, file), join(sources.directory, `${name}.key`)),
    };
  });
  return [...single, ...(await Promise.all(found))];
}

async function readSingle({ single, certificateFile, keyFile }: CertificateSources) {
  if (single === undefined) return "there is none";
  if (certificateFile === "" && keyFile === "") return single;
  try {
    const certificate = certificateFile === "" ? single.certificate : await readFile(certificateFile, "utf8");
    const key = keyFile === "" ? single.key : new Secret(await readFile(keyFile, "utf8"));
    return { certificate, key };
  } catch {
    return "its file can't be read";
  }
}

async function readPair(certificateFile: string, keyFile: string): Promise<CertificateText | string> {
  try {
    const [certificate, key] = await Promise.all([
      readFile(certificateFile, "utf8"),
      readFile(keyFile, "utf8"),
    ]);
    return { certificate, key: new Secret(key) };
  } catch {
    return "its file can't be read";
  }
}
