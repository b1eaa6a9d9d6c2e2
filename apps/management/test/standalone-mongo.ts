import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import mongoose from "mongoose";

const { BSON } = mongoose.mongo;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const HEADER_BYTES = 16;

/** What a mongod says that was started without --replSet: no `setName`. */
const hello = {
  ismaster: true,
  isWritablePrimary: true,
  helloOk: true,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
  ok: 1,
};

export type StandaloneMongo = { uri: string; stop(): Promise<void> };

/** Stands in for a MongoDB that is no replica set: it says hello and answers everything else with ok. */
export async function startStandaloneMongo(): Promise<StandaloneMongo> {
  const server: Server = createServer((socket) => {
    let pending = Buffer.alloc(0);
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= HEADER_BYTES && pending.length >= pending.readInt32LE(0)) {
        const length = pending.readInt32LE(0);
        socket.write(reply(pending.readInt32LE(4), pending.readInt32LE(12)));
        pending = pending.subarray(length);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    uri: `mongodb://127.0.0.1:${port}/zerq?directConnection=true`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** MongoDB's wire protocol: OP_REPLY to the old form of the first question, OP_MSG to everything after it. */
function reply(requestId: number, question: number): Buffer {
  const document = Buffer.from(BSON.serialize(hello));
  const isOld = question === OP_QUERY;
  // OP_REPLY: flags, cursor (8 bytes), start, count. OP_MSG: flags, then the kind of the one section.
  const prefix = Buffer.alloc(isOld ? 20 : 5);
  if (isOld) prefix.writeInt32LE(1, 16);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(HEADER_BYTES + prefix.length + document.length, 0);
  header.writeInt32LE(1, 4);
  header.writeInt32LE(requestId, 8);
  header.writeInt32LE(isOld ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([header, prefix, document]);
}
