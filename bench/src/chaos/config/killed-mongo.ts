import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startMongo } from "@zerq/dev-stack/servers/mongo";

/** A database that can be killed and started again at the same address, with what it has promised to keep. */
export type KilledMongo = {
  readonly uri: string;
  /** Ends it as a power cut would. */
  crash(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
};

export async function startKilledMongo(): Promise<KilledMongo> {
  const directory = mkdtempSync(join(tmpdir(), "zerq-mongo-"));
  let mongo = await startMongo({ directory });
  const { uri, port } = mongo;
  return {
    uri,
    async crash() {
      process.kill(mongo.pid, "SIGKILL");
      await mongo.exited;
    },
    async restart() {
      mongo = await startMongo({ directory, port });
    },
    async stop() {
      await mongo.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
