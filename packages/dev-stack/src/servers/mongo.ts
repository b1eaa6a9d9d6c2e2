import { mkdirSync } from "node:fs";
import { freePort } from "../free-port.ts";
import { findMongo, type MongoBinary } from "./binaries.ts";
import { type ProcessOptions, type StartedProcess, startProcess } from "./started-process.ts";

export type StartedMongo = StartedProcess & { uri: string; port: number; kind: MongoBinary["kind"] };

/**
 * Starts a server that speaks the MongoDB protocol, as a replica set of one, on the loopback interface.
 * @param directory where it keeps its data; made when it isn't there
 * @throws Error with the server's last lines when it doesn't start
 */
export async function startMongo(options: {
  directory: string;
  port?: number;
  process?: ProcessOptions;
}): Promise<StartedMongo> {
  const binary = findMongo();
  const port = options.port ?? (await freePort());
  mkdirSync(options.directory, { recursive: true });
  const started = await startProcess(
    binary.path,
    binary.kind === "mongod"
      ? mongodOptions(options.directory, port)
      : secantusOptions(options.directory, port),
    options.process ?? {},
    () => (binary.kind === "mongod" ? isPrimaryAfterInitiate(port) : answersPing(port)),
  );
  return {
    ...started,
    kind: binary.kind,
    port,
    uri: `mongodb://127.0.0.1:${port}/zerq?directConnection=true`,
  };
}

function secantusOptions(directory: string, port: number): string[] {
  return [
    "--host",
    "127.0.0.1",
    "--port",
    String(port),
    "--storage-path",
    directory,
    "--sync-on-commit",
    "--log-level",
    "WARNING",
  ];
}

function mongodOptions(directory: string, port: number): string[] {
  return [
    "--dbpath",
    directory,
    "--port",
    String(port),
    "--bind_ip",
    "127.0.0.1",
    "--replSet",
    "zerq",
    "--quiet",
  ];
}

async function answersPing(port: number): Promise<boolean> {
  return (await command(port, { ping: 1 })) !== undefined;
}

/** A fresh mongod has no replica set yet: it is given one with itself as the only member. */
async function isPrimaryAfterInitiate(port: number): Promise<boolean> {
  const hello = await command(port, { hello: 1 });
  if (hello?.isWritablePrimary === true) return true;
  if (hello !== undefined && hello.setName === undefined) {
    await command(port, {
      replSetInitiate: { _id: "zerq", members: [{ _id: 0, host: `127.0.0.1:${port}` }] },
    });
  }
  return false;
}

/** The answer to one command, or undefined when the server isn't there or refuses it. */
async function command(
  port: number,
  what: Record<string, unknown>,
): Promise<Record<string, unknown> | undefined> {
  // Loaded while the server starts: the driver takes a third of a second.
  const { default: mongoose } = await import("mongoose");
  const client = new mongoose.mongo.MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 500,
  });
  try {
    return await client.db("admin").command(what);
  } catch {
    return undefined;
  } finally {
    await client.close().catch(() => undefined);
  }
}
