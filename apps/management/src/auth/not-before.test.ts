import { Secret } from "@zerq/logging/secret";
import { freshDatabase } from "@zerq/test-kit/stores";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Connection, connectDatabase } from "../database/connect.ts";
import { createNotBefore } from "./not-before.ts";

let connection: Connection;
beforeAll(async () => {
  connection = await connectDatabase(new Secret(freshDatabase()));
});
afterAll(() => connection?.close());

it("counts on every instance within two seconds, and only rises", async () => {
  let now = 0;
  const one = createNotBefore(connection, () => now);
  const other = createNotBefore(connection, () => now);
  expect([await one.current(), await other.current()]).toEqual([0, 0]);
  await one.raise(100);
  expect([await one.current(), await other.current()]).toEqual([100, 0]);
  now = 2_000;
  expect(await other.current()).toBe(100);
  await other.raise(50);
  now = 4_000;
  expect([await one.current(), await other.current()]).toEqual([100, 100]);
});
