import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Body, ChangeFold } from "./change-fold.ts";
import { describeFold } from "./describe-fold.ts";
import { foldEntry } from "./steps-of-entry.ts";

type Entry = Parameters<typeof foldEntry>[1];
type State = Map<string, Body>;

const foldOf = (entries: readonly Entry[]): ChangeFold => {
  const fold = new ChangeFold();
  for (const entry of entries) foldEntry(fold, entry);
  return fold;
};
const entry = (type: string, id: string, before: Body | null, after: Body | null, more = {}): Entry => ({
  action: `${type}.change`,
  resource: { type, id, key: String((after ?? before)?.["key"]) },
  body: {},
  before,
  after,
  ...more,
});

/** What may be done, by small numbers: which resource, which key, which value. */
type Step = {
  what: "put" | "delete" | "pin";
  type: "client" | "profile" | "credential";
  at: number;
  value: number;
};

/** Carries steps out on a small deployment, as services do, with entries as they write them. */
class Deployment {
  readonly state: State = new Map();
  readonly entries: Entry[] = [];
  #ids = 0;

  do({ what, type, at, value }: Step): void {
    const id = [...this.state.keys()].filter((place) => place.startsWith(type))[at];
    if (what === "pin") this.#pin(at, value);
    else if (id === undefined && type === "profile") this.#addProfile(value);
    else if (id === undefined) this.#add(type, value);
    else if (what === "delete") this.#delete(type, id);
    else this.#change(type, id, value);
  }

  #change(type: string, id: string, value: number): void {
    const before = this.state.get(id) as Body;
    // Keys change as well, to one that is free.
    const key = value % 3 === 0 ? this.#freeKey(type, value) : before["key"];
    this.#write(type, id, before, { ...before, key, value });
  }

  #freeKey(type: string, value: number): string {
    const taken = new Set([...this.state].filter(([id]) => id.startsWith(type)).map(([, { key }]) => key));
    let key = `${type}${value % 4}`;
    while (taken.has(key)) key += "x";
    return key;
  }

  #write(type: string, id: string, before: Body | null, after: Body, notes: Body = {}): void {
    this.state.set(id, after);
    this.entries.push(entry(type, id, before, { ...after, ...notes }));
  }

  #add(type: string, value: number): void {
    const id = `${type}-${++this.#ids}`;
    const made = { id, key: this.#freeKey(type, value), value, origins: [] };
    if (type !== "client") {
      this.#write(type, id, null, made);
      return;
    }
    const profile = `profile-${this.#ids}`;
    const defaultProfile = { id: profile, key: this.#freeKey("profile", value), value: 0, parent: id };
    this.#write(type, id, null, made, { defaultProfile });
    this.state.set(profile, defaultProfile);
  }

  #addProfile(value: number): void {
    const parent = [...this.state.keys()].find((id) => id.startsWith("client"));
    if (parent === undefined) return;
    const id = `profile-${++this.#ids}-own`;
    this.#write("profile", id, null, { id, key: this.#freeKey("profile", value), value, parent });
  }

  #delete(type: string, id: string): void {
    const before = this.state.get(id) as Body;
    const children = [...this.state].filter(([, { parent }]) => parent === id);
    this.state.delete(id);
    for (const [child] of children) this.state.delete(child);
    const deletedProfiles = children.map(([, { key }]) => key);
    this.entries.push(entry(type, id, type === "client" ? { ...before, deletedProfiles } : before, null));
  }

  /** As a collection's write holds a credential without origins to its own. */
  #pin(at: number, value: number): void {
    const [id, found] = [...this.state].filter(([place]) => place.startsWith("credential"))[at] ?? [];
    if (id === undefined || found === undefined || (found["origins"] as unknown[]).length > 0) return;
    const pinnedCredential = { key: found["key"], origins: [`http://${value}`] };
    this.state.set(id, { ...found, origins: pinnedCredential.origins });
    const collection = { key: "c", value: this.entries.length };
    this.entries.push(entry("collection", "c", collection, { ...collection, pinnedCredential }));
  }
}

const steps = fc.array(
  fc.record<Step>({
    what: fc.constantFrom("put", "put", "delete", "pin"),
    type: fc.constantFrom("client", "profile", "credential"),
    at: fc.nat({ max: 3 }),
    value: fc.nat({ max: 30 }),
  }),
  { maxLength: 40 },
);

const plural = { client: "clients", profile: "profiles", credential: "credentials" } as const;

/** What two states differ in, told without the audit. */
function differences(before: State, after: State): string[] {
  const told: string[] = [];
  for (const [id, body] of after) {
    const earlier = before.get(id);
    const { key } = body;
    if (earlier === undefined) told.push(`create ${kind(id)} ${key}`);
    const fields = ["key", "origins", "value"].filter(
      (name) => !isDeepStrictEqual(earlier?.[name], body[name]),
    );
    if (earlier !== undefined && fields.length > 0) told.push(`update ${kind(id)} ${key} ${fields}`);
  }
  for (const [id, { key }] of before) if (!after.has(id)) told.push(`delete ${kind(id)} ${key}`);
  return told.toSorted();
}
const kind = (id: string) => plural[id.split("-")[0] as keyof typeof plural];
const told = (fold: ChangeFold) =>
  describeFold(fold)
    .filter(({ kind: name }) => name !== "collections")
    .map(({ action, kind: name, key, fields }) => {
      const paths = fields.map(({ path }) => path).toSorted();
      return `${action} ${name} ${key}${action === "update" ? ` ${paths}` : ""}`;
    })
    .toSorted();

describe("the fold of a range of audit entries", () => {
  it("tells what two states differ in, from any point to any later one", () => {
    fc.assert(
      fc.property(steps, steps, (earlier, later) => {
        const deployment = new Deployment();
        for (const step of earlier) deployment.do(step);
        const [from, before] = [deployment.entries.length, new Map(deployment.state)];
        for (const step of later) deployment.do(step);
        const fold = foldOf(deployment.entries.slice(from));
        expect(told(fold)).toEqual(differences(before, deployment.state));
      }),
      { numRuns: 500 },
    );
  });

  it("is the sum of the folds of its parts", () => {
    fc.assert(
      fc.property(steps, fc.nat(), fc.nat(), (all, some, more) => {
        const deployment = new Deployment();
        for (const step of all) deployment.do(step);
        const { entries } = deployment;
        const [a = 0, b = 0] = [some, more].map((n) => n % (entries.length + 1)).toSorted((x, y) => x - y);
        const sum = foldOf(entries.slice(a, b));
        sum.add(foldOf(entries.slice(b)));
        expect(describeFold(sum)).toEqual(describeFold(foldOf(entries.slice(a))));
        expect(describeFold(sum, true)).toEqual(describeFold(foldOf(entries.slice(a)), true));
      }),
      { numRuns: 500 },
    );
  });

  it("leaves out what was done and undone, and what is no config", () => {
    const [one, two] = [
      { key: "a", name: "one", revision: 1 },
      { key: "a", name: "two", revision: 2 },
    ];
    const fold = foldOf([
      entry("policy", "p", one, two),
      entry("policy", "p", two, { ...one, revision: 3 }),
      entry("policy", "q", null, one),
      entry("policy", "q", one, null),
      entry("request-log", "r", null, null),
      entry("keys", "keys", null, { newKeys: ["k"] }),
      entry("credential", "c", null, { ok: true }, { action: "credential.test" }),
      entry("config", "config", null, { create: 1 }, { action: "config.apply" }),
      entry("collection", "c", null, { create: 1 }, { action: "collection.import" }),
    ]);
    expect(describeFold(fold)).toEqual([]);
  });

  it("shows a kind that it doesn't know under its own name", () => {
    expect(describeFold(foldOf([entry("sink", "s", null, { key: "siem" })]))).toEqual([
      { kind: "sink", key: "siem", id: "s", action: "create", fields: [{ path: "key", after: "siem" }] },
    ]);
  });

  it("says that a secret was entered anew, and not even its fingerprint", () => {
    const view = { key: "k", apiKey: { set: true, source: "value" } };
    const written = { body: { apiKey: { fingerprint: "f00d" } } };
    const fold = foldOf([
      entry("credential", "c", view, view, written),
      entry("credential", "c", view, view),
    ]);
    const fields = [{ path: "apiKey.replaced", before: false, after: true }];
    expect(describeFold(fold)).toMatchObject([{ action: "update", fields }]);
    expect(describeFold(foldOf([entry("credential", "c", null, view, written)]))[0]?.fields).toEqual([
      { path: "key", after: "k" },
      { path: "apiKey", after: { set: true, source: "value" } },
    ]);
  });

  it("is told from the last state to the first", () => {
    const [one, two] = [
      { key: "a", name: "one" },
      { key: "b", name: "two" },
    ];
    const fold = foldOf([entry("policy", "p", one, two), entry("client", "c", null, one)]);
    expect(describeFold(fold, true)).toEqual([
      {
        kind: "policies",
        key: "a",
        id: "p",
        action: "update",
        fields: [
          { path: "key", before: "b", after: "a" },
          { path: "name", before: "two", after: "one" },
        ],
      },
      {
        kind: "clients",
        key: "a",
        id: "c",
        action: "delete",
        fields: [
          { path: "key", before: "a" },
          { path: "name", before: "one" },
        ],
      },
    ]);
  });
});
