import { expect, it } from "vitest";
import { Subject } from "./subject.ts";

const answer = (status: number, marker = 0) => ({ status, marker });

it("allows the old rule to a request that began before the acknowledgement, and to no later one", () => {
  const token = new Subject({ status: 200 });
  const before = token.expect();
  expect([before(answer(200)), before(answer(401)), before(answer(0))]).toEqual([true, false, false]);
  token.begin({ status: 401 });
  const during = token.expect();
  token.applied();
  expect(
    [before, during].flatMap((isRight) => [200, 401, 0].map((status) => isRight(answer(status)))),
  ).toEqual(Array(6).fill(true));
  const after = token.expect();
  expect([200, 401, 0].map((status) => after(answer(status)))).toEqual([false, true, false]);
});

it("takes a newer marker than the acknowledged one, and no older", () => {
  const marked = new Subject({ status: 200, marker: 5 });
  const isRight = marked.expect();
  expect([4, 5, 6].map((marker) => isRight(answer(200, marker)))).toEqual([false, true, true]);
});
