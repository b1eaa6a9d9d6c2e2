import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mongoose from "mongoose";
import { describe, expect, it } from "vitest";
import { isTaken } from "../free-port.ts";
import { findMongo, findRedis } from "./binaries.ts";
import { startMongo } from "./mongo.ts";
import { startRedis } from "./redis.ts";

const folder = () => mkdtempSync(join(tmpdir(), "zerq-servers-"));

describe("the embedded MongoDB-protocol server", () => {
  it("is a replica set, keeps its data over a restart, and leaves nothing behind", async () => {
    const directory = folder();
    const first = await startMongo({ directory });
    const connection = await mongoose.createConnection(first.uri).asPromise();
    const hello = await connection.db?.admin().command({ hello: 1 });
    expect(hello?.setName).toBeTruthy();
    await connection.collection("things").insertOne({ name: "kept" });
    await connection.close();
    await first.stop();
    expect(await isTaken(first.port)).toBe(false);

    const second = await startMongo({ directory });
    const again = await mongoose.createConnection(second.uri).asPromise();
    expect((await again.collection("things").findOne({}))?.name).toBe("kept");
    await again.close();
    await second.stop();
  });
});

describe("the embedded Redis", () => {
  it("starts with a password and stops by its own process id", async () => {
    const redis = await startRedis({ directory: folder(), password: "of-this-test" });
    expect(redis.url).toContain(":of-this-test@127.0.0.1");
    expect(await isTaken(redis.port)).toBe(true);
    await redis.stop();
    expect(await isTaken(redis.port)).toBe(false);
  });
});

describe("looking for servers", () => {
  it("says what to do when there is none", () => {
    const find = () => [findRedis("/nowhere"), findMongo("/nowhere")];
    // Either the virtual environment has them, or the sentence names the command that installs them.
    try {
      expect(find().length).toBe(2);
    } catch (error) {
      expect(String(error)).toContain("npm start");
    }
  });
});
