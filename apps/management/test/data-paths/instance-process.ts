// An instance in a process of its own, for tests that kill one or want two. It says `ready`, does what its job says, and
// prints one line of JSON for each thing that happened.
import { createSigner, parsePrivateKey } from "@zerq/crypto/signing";
import { openInstance, putNote, someone } from "./instance.ts";

export type InstanceJob = {
  mongo: string;
  redis: string;
  privateKey: string;
  /** `write`: so many changes, `concurrency` at a time. `hang`: open a transaction on the head and never end it. */
  kind: "write" | "hang";
  prefix: string;
  count?: number;
  concurrency?: number;
  publishes?: boolean;
};

const job = JSON.parse(process.argv[2] ?? "") as InstanceJob;
const { mongo, redis } = job;
const signer = createSigner(parsePrivateKey(job.privateKey));
const instance = await openInstance({ mongo, redis, signer, publishes: job.publishes ?? true });
const say = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`);
say({ ready: process.pid });

if (job.kind === "hang") {
  await instance.changes.submit({
    context: someone,
    plan: async () => {
      say({ inTransaction: true });
      return new Promise<never>(() => {});
    },
  });
}
let next = 0;
async function write(): Promise<void> {
  while (next < (job.count ?? 0)) {
    const n = next;
    next += 1;
    const { version } = await instance.changes.submit(putNote(`${job.prefix}${n % 50}`, n));
    say({ version });
  }
}
await Promise.all(Array.from({ length: job.concurrency ?? 1 }, write));
say({ done: true });
await instance.close();
