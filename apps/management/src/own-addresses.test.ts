import { expect, it } from "vitest";
import { ownAddresses } from "./own-addresses.ts";

it("names own servers by name and address, and the loopback interface in all of its spellings", async () => {
  const own = await ownAddresses(
    ["mongodb://user:p%40ss@127.0.0.1:27117,db.invalid:27018/zerq?replicaSet=rs0", "rediss://[::1]:6380/0"],
    [3010],
  );
  expect(own).toEqual(
    expect.arrayContaining([
      "localhost:3010",
      "127.0.0.1:3010",
      "[::1]:3010".replace(/[[\]]/g, ""),
      "localhost:27117",
      "127.0.0.1:27117",
      "::1:27117",
      "db.invalid:27018",
      "localhost:6380",
      "127.0.0.1:6380",
    ]),
  );
});

it("knows the default ports, and leaves SRV names to EGRESS_ALLOW", async () => {
  const own = await ownAddresses(
    ["mongodb://127.0.0.1/zerq", "redis://127.0.0.1", "mongodb+srv://db.invalid/zerq"],
    [],
  );
  expect(own).toContain("127.0.0.1:27017");
  expect(own).toContain("127.0.0.1:6379");
  expect(own.some((entry) => entry.includes("db.invalid"))).toBe(false);
});
