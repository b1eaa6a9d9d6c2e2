import { readFileSync, realpathSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Secret } from "@zerq/logging/secret";
import { isSecretFileName } from "@zerq/plane-protocol/secret-file-names";

/** Resolves `{file}` of credentials and header rules: undefined when the file is absent, empty, too large or not to be read. */
export type FileResolver = (name: string) => Secret<string> | undefined;

export type SecretFiles = {
  readonly resolve: FileResolver;
  /** Begins to look for changes; `onChange` hears which names have another content, or came, or went. */
  start(onChange: (names: ReadonlySet<string>) => void): void;
  stop(): void;
};

export type SecretFilesOptions = {
  /** Where the files are; empty: nowhere, and no name resolves. */
  readonly directory: string;
  /** Files that hold Zerq's own settings: they never resolve, even when they are in the same directory (threat 27). */
  readonly own: readonly string[];
  /** Milliseconds between two looks. */
  readonly intervalMs?: number;
};

/** Bytes; a chain of certificates is about a tenth of it. */
const LARGEST = 65_536;

type Known = { readonly mark: string; readonly value: Secret<string> | undefined };

/**
 * Secrets that an orchestrator mounts as files. A file is read when config that names it is compiled, and then only its
 * mark (inode, size, times) is looked at, beside the requests: neither a request nor an unchanged file costs a read.
 */
export function createSecretFiles(options: SecretFilesOptions): SecretFiles {
  const { directory, intervalMs = 1_000 } = options;
  const known = new Map<string, Known>();
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;

  function read(name: string): Secret<string> | undefined {
    try {
      const path = realpathSync(join(directory, name));
      if (options.own.some((own) => isSameFile(own, path))) return undefined;
      const text = readFileSync(path, "utf8").replace(/\r?\n$/, "");
      return text === "" || Buffer.byteLength(text) > LARGEST ? undefined : new Secret(text);
    } catch {
      return undefined;
    }
  }

  async function markOf(name: string): Promise<string> {
    try {
      const { ino, size, mtimeNs, ctimeNs } = await stat(join(directory, name), { bigint: true });
      return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
    } catch {
      return "absent";
    }
  }

  async function look(onChange: (names: ReadonlySet<string>) => void): Promise<void> {
    const changed = new Set<string>();
    for (const [name, before] of known) {
      const mark = await markOf(name);
      if (mark === before.mark) continue;
      const value = read(name);
      known.set(name, { mark, value });
      if (value?.reveal() !== before.value?.reveal()) changed.add(name);
    }
    if (changed.size > 0) onChange(changed);
  }

  return {
    resolve(name) {
      if (directory === "" || !isSecretFileName(name)) return undefined;
      let entry = known.get(name);
      if (entry === undefined) {
        // Its mark is taken at the first look, which reads it once more: what changes in between isn't missed.
        entry = { mark: "", value: read(name) };
        known.set(name, entry);
      }
      return entry.value;
    },
    start(onChange) {
      if (directory === "") return;
      timer = setInterval(() => {
        if (isLooking) return;
        isLooking = true;
        void look(onChange).finally(() => {
          isLooking = false;
        });
      }, intervalMs);
      timer.unref();
    },
    stop() {
      clearInterval(timer);
    },
  };
}

function isSameFile(own: string, path: string): boolean {
  try {
    return realpathSync(own) === path;
  } catch {
    return false;
  }
}
