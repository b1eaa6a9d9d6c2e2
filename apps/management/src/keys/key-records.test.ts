import { randomKey } from "@zerq/crypto/secret-key";
import { keyPurposes, WrongMasterKeyError } from "@zerq/crypto/wrapped-key";
import { Secret } from "@zerq/logging/secret";
import { freshDatabase } from "@zerq/test-kit/stores";
import { beforeAll, describe, expect, it } from "vitest";
import { environmentKeys } from "../../test/environment-keys.ts";
import { type Connection, connectDatabase } from "../database/connect.ts";
import { openKeyRing } from "./key-records.ts";

const master = randomKey();
let connections: Connection[];
const place = ["test", "notes", "1", "secret"];

beforeAll(async () => {
  const uri = new Secret(freshDatabase());
  connections = [await connectDatabase(uri), await connectDatabase(uri)];
  return async () => {
    for (const connection of connections) await connection.close();
  };
});

describe("the key ring in the database", () => {
  it("is the same for instances that start at once on an empty database", async () => {
    const rings = await Promise.all(
      connections.map((connection) => openKeyRing(connection, environmentKeys(master))),
    );
    expect(await connections[0]?.collection("keys").countDocuments()).toBe(keyPurposes.length);
    for (const purpose of keyPurposes)
      expect(rings[0]?.key(purpose).equals(rings[1]?.key(purpose) ?? master)).toBe(true);
    const field = rings[0]?.encryptField("hidden", place);
    expect(field && rings[1]?.decryptField(field, place).reveal()).toBe("hidden");
  });

  it("opens with the key that it was made with, as a previous one too, and with no other", async () => {
    const [connection] = connections;
    if (connection === undefined) throw new Error("not connected");
    const field = (await openKeyRing(connection, environmentKeys(master))).encryptField("hidden", place);
    const rotated = await openKeyRing(connection, environmentKeys(randomKey(), master));
    expect(rotated.decryptField(field, place).reveal()).toBe("hidden");
    await expect(openKeyRing(connection, environmentKeys(randomKey()))).rejects.toThrow(WrongMasterKeyError);
  });

  it("stores no key in the clear", async () => {
    const [connection] = connections;
    if (connection === undefined) throw new Error("not connected");
    const ring = await openKeyRing(connection, environmentKeys(master));
    const stored = JSON.stringify(await connection.collection("keys").find().toArray());
    for (const purpose of keyPurposes) {
      const bytes = ring.key(purpose).export();
      for (const encoding of ["base64", "base64url", "hex"] as const)
        expect(stored).not.toContain(bytes.toString(encoding));
    }
  });
});
