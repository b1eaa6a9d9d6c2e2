import type { Secret } from "@zerq/logging/secret";
import mongoose, { type Connection } from "mongoose";

export type { Connection };

/**
 * Connects to MongoDB and makes sure that it can do transactions.
 * @throws Error with a sentence that says what to do: not reachable, or no replica set
 */
export async function connectDatabase(uri: Secret<string>): Promise<Connection> {
  const connection = mongoose.createConnection(uri.reveal(), {
    appName: "zerq-management",
    serverSelectionTimeoutMS: 5_000,
    connectTimeoutMS: 5_000,
    // A server that hangs must not hold a change for ever; nothing that management asks takes half as long.
    socketTimeoutMS: 30_000,
    autoIndex: false,
    autoCreate: false,
    // Values of a query are values: an object with operators in it is never one (threat 12).
    sanitizeFilter: true,
    maxPoolSize: 20,
    // Whatever the URI says: what is read back to decide on must be what was written.
    readPreference: "primary",
    readConcern: { level: "majority" },
    writeConcern: { w: "majority", journal: true },
  });
  try {
    await connection.asPromise();
  } catch (error) {
    await connection.close(true).catch(() => undefined);
    throw new Error(`MONGODB_URI: ${explain(error)}`);
  }
  const hello = await connection.db?.admin().command({ hello: 1 });
  if (hello?.setName === undefined && hello?.msg !== "isdbgrid") {
    await connection.close(true);
    throw new Error(
      "MONGODB_URI: this MongoDB is no replica set, and Zerq needs transactions. One node is enough: start mongod with " +
        "--replSet rs0 and run rs.initiate() once in mongosh.",
    );
  }
  return connection;
}

/** Code 18: AuthenticationFailed. */
function explain(error: unknown): string {
  if ((error as { code?: number }).code === 18) return "MongoDB refuses the user or password of the URI.";
  const reason = String(error instanceof Error ? error.message : error).split("\n")[0];
  return `MongoDB can't be reached (${reason}). Is it running there?`;
}
