import { Writable } from "node:stream";
import type { Signer } from "@zerq/crypto/signing";
import { createLogger, type Logger } from "@zerq/logging/logger";
import { Secret } from "@zerq/logging/secret";
import { connectRedis, openRedis, type Redis } from "@zerq/service/redis";
import type { ActorContext, Change } from "../../src/changes/change.ts";
import { type ChangeLog, openChangeLog } from "../../src/changes/change-log.ts";
import { toEveryGroup } from "../../src/changes/group-changes.ts";
import { readHead } from "../../src/changes/head.ts";
import { type Connection, connectDatabase } from "../../src/database/connect.ts";
import { prepareCollections } from "../../src/database/prepare-collections.ts";
import type { ConfigVersion } from "../../src/publishing/config-version.model.ts";
import { createPublisher, type Publisher } from "../../src/publishing/publisher.ts";

/** A management instance without HTTP and resources: connections of its own, a change log and a publisher. */
export type Instance = {
  connection: Connection;
  redis: Redis;
  subscriber: Redis;
  changes: ChangeLog;
  publisher: Publisher;
  /** The lines that it has logged. */
  logged: string[];
  close(): Promise<void>;
};

export const deployment = "test";

export function quietLogger(lines: string[] = []): Logger {
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return createLogger({ service: "test", destination });
}

export async function openTestRedis(url: string): Promise<Redis> {
  const redis = connectRedis(new Secret(url), () => undefined);
  await openRedis(redis, "REDIS_URL");
  return redis;
}

export async function openInstance(options: {
  mongo: string;
  redis: string;
  signer: Signer;
  /** Whether it publishes what it commits; one that doesn't leaves it to others. */
  publishes?: boolean;
  /** Called after a commit in place of its publication, which is handed over. */
  onCommitted?: (versions: readonly ConfigVersion[], publish: Publisher["publish"]) => Promise<void>;
  retryForMs?: number;
  /** Called with every head that something is signed for; what it throws keeps that from being signed. */
  onHead?: () => void;
  /** How it connects to MongoDB, where a test needs another way than the product's. */
  connect?: (uri: string) => Promise<Connection>;
}): Promise<Instance> {
  const connect = options.connect ?? ((uri) => connectDatabase(new Secret(uri)));
  const connection = await connect(options.mongo);
  const redis = await openTestRedis(options.redis);
  const subscriber = await openTestRedis(options.redis);
  await prepareCollections(connection);
  await connection.createCollection("notes");
  const logged: string[] = [];
  const logger = quietLogger(logged);
  const { signer } = options;
  const publisher = createPublisher({
    connection,
    redis,
    signer,
    deployment,
    entities: () => noteEntities(connection),
    onHead: options.onHead,
    logger,
  });
  const { onCommitted } = options;
  const announce: Publisher["publish"] = (versions) =>
    onCommitted === undefined ? publisher.publish(versions) : onCommitted(versions, publisher.publish);
  const changes = await openChangeLog({
    context: { connection, signer, deployment },
    redis,
    subscriber,
    logger,
    ...(options.retryForMs === undefined ? {} : { retryForMs: options.retryForMs }),
    publish: options.publishes === false ? async () => undefined : announce,
  });
  return {
    connection,
    redis,
    subscriber,
    changes,
    publisher,
    logged,
    async close() {
      await changes.close();
      await publisher.stop();
      redis.disconnect();
      subscriber.disconnect();
      await connection.close();
    },
  };
}

export const someone: ActorContext = {
  actor: { subject: "s1", name: "Someone", kind: "user", roles: ["modifier"] },
  request: { id: "r1", method: "POST", url: "/api/v1/notes", ip: "127.0.0.1", userAgent: "test" },
};

type NoteWrite = { insertOne: object } | { replaceOne: object } | { updateOne: object };

/** The smallest change: a document of the collection `notes`, an entity for the gateways, none for the portal. */
export function putNote(id: string, value: number, context = someone): Change<string> {
  return noteChange(
    id,
    value,
    { updateOne: { filter: { _id: id }, update: { $set: { value } }, upsert: true } },
    context,
  );
}

/** Refused with a duplicate key when it is there already. */
export function insertNote(id: string, value: number): Change<string> {
  return noteChange(id, value, { insertOne: { document: { _id: id, value } } });
}

export function noteChange(
  id: string,
  value: number,
  operation: NoteWrite,
  context = someone,
): Change<string> {
  return {
    context,
    plan: async () => ({
      writes: [{ collection: "notes", operation: operation as never }],
      audit: {
        action: "note.put",
        resource: { type: "note", id, key: id },
        body: { value },
        before: null,
        after: { id, value },
      },
      gateways: toEveryGroup([{ op: "put", kind: "note", id, entity: { id, value } }]),
      portal: [],
      result: id,
    }),
  };
}

async function noteEntities(connection: Connection) {
  const session = await connection.startSession();
  try {
    session.startTransaction({ readConcern: { level: "snapshot" } });
    const head = await readHead(connection, session);
    const notes = await connection.collection("notes").find({}, { session }).toArray();
    const note = notes.map(({ _id, value }) => ({ id: String(_id), value }));
    return { head, entities: { note } };
  } finally {
    await session.abortTransaction();
    await session.endSession();
  }
}
