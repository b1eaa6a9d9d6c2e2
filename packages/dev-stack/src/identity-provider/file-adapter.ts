import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider";

type Entry = { payload: AdapterPayload; expiresAt: number };

/** What a restart must not lose. Codes and interactions live for minutes and are simply started again. */
const DURABLE = new Set(["Session", "Grant", "RefreshToken"]);

/**
 * Storage for oidc-provider: a Map, and a file for what has to survive a restart.
 * @param file nothing is kept when it is not given; an unreadable one counts as empty (people sign in again)
 */
export function createFileAdapter(file: string | undefined): AdapterFactory {
  const entries = new Map<string, Entry>(file === undefined ? [] : load(file));
  const save = (model: string) => {
    if (file === undefined || !DURABLE.has(model)) return;
    const kept = [...entries].filter(([key]) => DURABLE.has(key.split(":")[0] ?? ""));
    writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  return (model) => storageOf(model, entries, () => save(model));
}

function load(file: string): [string, Entry][] {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as [string, Entry][];
  } catch {
    return [];
  }
}

function storageOf(model: string, entries: Map<string, Entry>, save: () => void): Adapter {
  const prefix = `${model}:`;
  const live = (key: string) => {
    const entry = entries.get(key);
    if (entry === undefined || entry.expiresAt > Date.now()) return entry?.payload;
    entries.delete(key);
    return undefined;
  };
  const findBy = async (matches: (payload: AdapterPayload) => boolean) => {
    for (const [key, { payload }] of entries) {
      if (key.startsWith(prefix) && matches(payload)) return live(key);
    }
    return undefined;
  };
  return {
    async upsert(id, payload, expiresIn) {
      const expiresAt = expiresIn === undefined ? Number.MAX_SAFE_INTEGER : Date.now() + expiresIn * 1000;
      for (const key of [...entries.keys()]) live(key);
      entries.set(prefix + id, { payload, expiresAt });
      save();
    },
    find: async (id) => live(prefix + id),
    findByUserCode: (userCode) => findBy((payload) => payload.userCode === userCode),
    findByUid: (uid) => findBy((payload) => payload.uid === uid),
    async consume(id) {
      const payload = live(prefix + id);
      if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
      save();
    },
    async destroy(id) {
      entries.delete(prefix + id);
      save();
    },
    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of [...entries]) {
        if (key.startsWith(prefix) && payload.grantId === grantId) entries.delete(key);
      }
      save();
    },
  };
}
