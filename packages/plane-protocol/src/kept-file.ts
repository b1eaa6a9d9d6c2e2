import type { KeyObject } from "node:crypto";
import { type FileHandle, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { type KeptPlace, type KeptRecord, newKeptFile, openKeptFile, sealRecord } from "./kept-records.ts";

export type KeptFileOptions = KeptPlace & {
  readonly path: string;
  /** Derived with the label "last-known-good": the first seals, all open. */
  readonly keys: readonly [KeyObject, ...KeyObject[]];
};

type Written = { readonly id: string; records: number; bytes: number };

/**
 * The signed config that a service applied last, in a file of its own: sealed, so that a disk shows nothing of it, and
 * still signed, so that whoever can seal can't make any up. One process writes it; others may read it at any time.
 */
export class KeptFile {
  readonly #options: KeptFileOptions;
  #written: Written | undefined;
  #handle: FileHandle | undefined;
  #isUnderLaterKey = false;

  constructor(options: KeptFileOptions) {
    this.#options = options;
  }

  /** Records and bytes in the file, as far as this process has read or written it. */
  get size(): { readonly records: number; readonly bytes: number } {
    return { records: this.#written?.records ?? 0, bytes: this.#written?.bytes ?? 0 };
  }

  /**
   * What was kept, in order; empty when there is no file.
   * @throws ProtocolError when it is not what was written here, Error when it can't be read
   */
  async read(): Promise<readonly KeptRecord[]> {
    const bytes = await readFile(this.#options.path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (bytes === undefined) return [];
    const content = openKeptFile(this.#options.keys, this.#options, bytes);
    const { id, records, end } = content;
    this.#written = { id, records: records.length, bytes: end };
    this.#isUnderLaterKey = content.isUnderLaterKey;
    return records;
  }

  /** Seals what was read under the first key, if it was under another: that one may be taken away before the next start. */
  async renew(records: readonly KeptRecord[]): Promise<void> {
    if (this.#isUnderLaterKey) await this.replace(records);
  }

  /** Replaces the file: a reader finds the old one or the new one, and so does whoever starts after a crash. */
  async replace(records: readonly KeptRecord[]): Promise<void> {
    const { path } = this.#options;
    const { id, head } = newKeptFile();
    const sealed = records.map((record, index) => this.#seal({ id, index }, record));
    const temporary = `${path}.${process.pid}.tmp`;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      const handle = await open(temporary, "w", 0o600);
      try {
        await handle.writev([head, ...sealed]);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await this.close();
    await syncFolder(dirname(path));
    const bytes = sealed.reduce((sum, each) => sum + each.length, head.length);
    this.#written = { id, records: records.length, bytes };
    this.#isUnderLaterKey = false;
  }

  /** Adds records to the file, or begins one. A crash in between leaves a part that readers leave out. */
  async append(records: readonly KeptRecord[]): Promise<void> {
    const written = this.#written;
    if (written === undefined) return this.replace(records);
    const sealed = records.map((record, offset) =>
      this.#seal({ id: written.id, index: written.records + offset }, record),
    );
    const bytes = Buffer.concat(sealed);
    this.#handle ??= await this.#openAt(written.bytes);
    await this.#handle.write(bytes, 0, bytes.length, written.bytes);
    await this.#handle.datasync();
    written.records += records.length;
    written.bytes += bytes.length;
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  /** Without what a crash has left behind the last whole record. */
  async #openAt(end: number): Promise<FileHandle> {
    const handle = await open(this.#options.path, "r+");
    await handle.truncate(end);
    return handle;
  }

  #seal(at: { id: string; index: number }, record: KeptRecord): Buffer {
    return sealRecord(this.#options.keys[0], this.#options, at, record);
  }
}

/** A new name is safe only once its folder is written too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
