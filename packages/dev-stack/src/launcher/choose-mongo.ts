import type { mongo } from "mongoose";
import { findMongo } from "../servers/binaries.ts";
import { startMongo } from "../servers/mongo.ts";
import type { DataFolder } from "./data-folder.ts";
import type { Environment } from "./env.ts";
import { LauncherError } from "./launcher-error.ts";
import { freshLogFile } from "./log-files.ts";
import type { Ports } from "./ports.ts";
import { bareEnvironment } from "./service-environments.ts";
import type { Service } from "./supervisor.ts";

/** Where configuration is kept. `service` is what the launcher has to run for it: nothing for a server of the user's own. */
export type MongoChoice = { store: string; uri: string; service?: Service };

/**
 * MONGODB_URI, else `mongod` on PATH, else SecantusDB.
 * @throws LauncherError when the URI names nothing usable, or there is no server at all
 */
export async function chooseMongo(env: Environment, folder: DataFolder, ports: Ports): Promise<MongoChoice> {
  if (env.MONGODB_URI) {
    await refuseUnusable(env.MONGODB_URI);
    return { store: `MongoDB at ${withoutCredentials(env.MONGODB_URI)}`, uri: env.MONGODB_URI };
  }
  const kind = findOrRefuse(env);
  const port = ports.mongodb;
  const uri = `mongodb://127.0.0.1:${port}/zerq?directConnection=true`;
  const logFile = freshLogFile(folder.logs, "mongodb");
  const options = { env: bareEnvironment(env), detached: true, logFile };
  const service: Service = {
    name: "mongodb",
    after: [],
    logFile,
    hint: `If its data in ${folder.mongodb} is damaged, put it back from a copy, or start afresh: rm -rf ${folder.path}`,
    start: (onSpawn) => startMongo({ directory: folder.mongodb, port, process: { ...options, onSpawn } }),
  };
  return { store: kind === "mongod" ? "mongod" : "SecantusDB", uri, service };
}

function findOrRefuse(env: Environment) {
  try {
    return findMongo(env.PATH).kind;
  } catch (error) {
    throw new LauncherError((error as Error).message);
  }
}

async function refuseUnusable(uri: string): Promise<void> {
  const where = withoutCredentials(uri);
  const hello = await ask(uri, where);
  // A router of a sharded cluster has no set name, and transactions all the same.
  if (hello.setName !== undefined || hello.msg === "isdbgrid") return;
  throw new LauncherError(
    `MONGODB_URI (${where}) is a MongoDB without a replica set, and Zerq needs its transactions. One node is enough: ` +
      "start it with --replSet zerq, run once: mongosh --eval 'rs.initiate()' — or unset MONGODB_URI.",
  );
}

async function ask(uri: string, where: string): Promise<{ setName?: string; msg?: string }> {
  const { default: mongoose } = await import("mongoose");
  let client: mongo.MongoClient | undefined;
  try {
    client = new mongoose.mongo.MongoClient(uri, { serverSelectionTimeoutMS: 4_000 });
    // Asked with a login, so that a wrong password shows here and not in a service's log.
    await client.db().command({ ping: 1 });
    return await client.db("admin").command({ hello: 1 });
  } catch (error) {
    const reason = (error as Error).message.replaceAll(uri, where);
    throw new LauncherError(
      `MONGODB_URI (${where}) can't be used: ${reason}. Mend it, or unset MONGODB_URI to use the embedded server.`,
    );
  } finally {
    await client?.close().catch(() => undefined);
  }
}

/** Hosts and database: what may be shown. */
export function withoutCredentials(uri: string): string {
  return uri
    .replace(/^[^:]+:\/\//, "")
    .replace(/^[^@/]*@/, "")
    .replace(/\?.*$/, "");
}
