import { beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { EntityStore } from "./entity-store.ts";

const thing = (id: string, value: unknown) => ({ id, value });
let store: EntityStore;
beforeEach(() => {
  store = new EntityStore({ thing: z.object({ id: z.string(), value: z.number() }).strict() });
  store.replace({ thing: [thing("a", 1), thing("b", 2), thing("bad", "no number")] });
});

const invalid = { op: "invalid", kind: "thing", id: "bad" };
const held = () => [...store.all("thing")];

it("what is as it was is no change, and what can't be understood is said again", () => {
  const before = store.get("thing", "a");
  const changes = store.replace({ thing: [thing("b", 2), thing("a", 1), thing("bad", "no number")] });
  expect(changes).toEqual([expect.objectContaining(invalid)]);
  expect(store.get("thing", "a")).toBe(before);
  expect(held()).toEqual([thing("b", 2), thing("a", 1)]);
});

it("what differs, is new or gone is a change, an invalid one as well", () => {
  const changes = store.replace({ thing: [thing("a", 3), thing("c", 4)] });
  expect(changes).toEqual([
    { op: "put", kind: "thing", id: "a", entity: thing("a", 3) },
    { op: "put", kind: "thing", id: "c", entity: thing("c", 4) },
    { op: "delete", kind: "thing", id: "b" },
    { op: "delete", kind: "thing", id: "bad" },
  ]);
  expect(held()).toEqual([thing("a", 3), thing("c", 4)]);
  expect(store.problems()).toEqual([]);
});

it("one that can't be understood any more takes the place of one that could", () => {
  const changes = store.replace({ thing: [thing("a", "x"), thing("b", 2), thing("bad", 5)] });
  expect(changes.map(({ op, id }) => [op, id])).toEqual([
    ["invalid", "a"],
    ["put", "bad"],
  ]);
  expect(store.get("thing", "a")).toBeUndefined();
  expect(store.problems()).toEqual([expect.objectContaining({ id: "a" })]);
});

it("of two with one id the last one counts, even when it is as it was", () => {
  const twice = store.replace({ thing: [thing("a", 9), thing("a", 1)] });
  expect(twice.at(1)).toEqual({ op: "put", kind: "thing", id: "a", entity: thing("a", 1) });
  expect(store.get("thing", "a")).toEqual(thing("a", 1));
  store.replace({ thing: [thing("a", 1), thing("a", "x")] });
  expect([store.get("thing", "a"), store.problems().length]).toEqual([undefined, 1]);
  store.replace({ thing: [thing("a", "x"), thing("a", 1)] });
  expect([store.get("thing", "a"), store.problems()]).toEqual([thing("a", 1), []]);
});

it("nothing of a draft shows before it is adopted", () => {
  const draft = store.draft();
  draft.put("thing", thing("z", 1));
  for (const _ of draft.findGone());
  expect(held()).toEqual([thing("a", 1), thing("b", 2)]);
  expect(store.adopt(draft).map(({ op, id }) => [op, id])).toEqual([
    ["put", "z"],
    ["delete", "a"],
    ["delete", "b"],
    ["delete", "bad"],
  ]);
  expect(held()).toEqual([thing("z", 1)]);
});
