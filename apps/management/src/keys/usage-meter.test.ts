import { randomKey } from "@zerq/crypto/secret-key";
import { Secret } from "@zerq/logging/secret";
import { freshDatabase } from "@zerq/test-kit/stores";
import { beforeAll, describe, expect, it } from "vitest";
import { environmentKeys } from "../../test/environment-keys.ts";
import { type Connection, connectDatabase } from "../database/connect.ts";
import { keyModel } from "./key.model.ts";
import { openKeyRing } from "./key-records.ts";
import { createUsageMeter } from "./usage-meter.ts";

let connection: Connection;
const place = ["test", "notes", "1", "secret"];
beforeAll(async () => {
  connection = await connectDatabase(new Secret(freshDatabase()));
  return () => connection.close();
});

async function opened(messagesPerKey: number) {
  await keyModel(connection).deleteMany({});
  const meter = createUsageMeter(connection, messagesPerKey);
  const ring = await openKeyRing(connection, environmentKeys(randomKey()), meter);
  const { id } = ring.active("data");
  const stored = async () => (await keyModel(connection).findOne({ _id: id }).lean())?.uses ?? -1;
  return { ring, meter, id, stored };
}

describe("uses of a data key", () => {
  it("are reserved before they are spent, so a crash leaves too high a count and never one too low", async () => {
    const { ring, meter, id, stored } = await opened(10_000);
    expect(await stored()).toBe(100);
    for (let spent = 1; spent <= 1_000; spent += 1) {
      await meter.ensure([id]);
      ring.encryptField("a", place);
      if (spent % 100 === 0) expect(await stored()).toBeGreaterThanOrEqual(spent);
    }
    expect(await stored()).toBeLessThanOrEqual(1_200);
  });

  it("are reserved in large blocks where a key may seal many messages", async () => {
    const { stored } = await opened(1_000_000_000);
    expect(await stored()).toBe(10_000);
  });

  it("are all counted when instances spend at the same time", async () => {
    const { ring, id, stored } = await opened(10_000);
    const others = [createUsageMeter(connection, 10_000), createUsageMeter(connection, 10_000)];
    const before = await stored();
    await Promise.all(others.map((meter) => meter.ensure([id], 500)));
    expect(await stored()).toBe(before + 1_000);
    ring.encryptField("a", place);
  });

  it("end before 2^32 messages: then nothing is sealed, rather than a nonce used twice (threat 19)", async () => {
    const { ring, id, stored } = await opened(1_000_000_000);
    await keyModel(connection).updateOne({ _id: id }, { $set: { uses: 2 ** 32 - 5_000 } });
    const late = createUsageMeter(connection, 1_000_000_000);
    await expect(late.ensure([id])).rejects.toMatchObject({ code: "service_unavailable" });
    expect(() => late.spend(id)).toThrow("Nothing can be encrypted");
    expect(await stored()).toBe(2 ** 32 - 5_000);
    // What was reserved before may still be spent.
    expect(ring.encryptField("a", place).keyId).toBe(id);
  });

  it("can't be spent without a reservation, however the database is", async () => {
    const meter = createUsageMeter(connection, 1_000);
    expect(() => meter.spend("0".repeat(24))).toThrow("Nothing can be encrypted");
  });
});
