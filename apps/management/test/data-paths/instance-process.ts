// An instance in a process of its own, for tests that kill one or want two. It says `ready`, does what its job says, and
// prints one line of JSON for each thing that happened.
import { once } from "node:events";
import { writeSync } from "node:fs";
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
  /** Where it ends itself with SIGKILL, in its nth transaction or publication; it goes on until somebody else does when not given. */
  dies?: { at: DeathPoint; nth: number };
  /** Whether it waits for SIGUSR2 when it is ready. */
  waits?: boolean;
  /** Whether it says which versions it has committed, and when (milliseconds of the machine's clock), and which it has published. */
  tellsCommits?: boolean;
};
export type DeathPoint = "in the transaction" | "before publishing" | "while publishing";

const job = JSON.parse(process.argv[2] ?? "") as InstanceJob;
const { mongo, redis } = job;
const signer = createSigner(parsePrivateKey(job.privateKey));
/** At once, as a kill from outside would: nothing that was begun is finished. */
const die = () => process.kill(process.pid, "SIGKILL");
let [transactions, publications] = [0, 0];
const isAt = (point: DeathPoint, count: number) => job.dies?.at === point && count >= job.dies.nth;

const instance = await openInstance({
  mongo,
  redis,
  signer,
  publishes: job.publishes ?? true,
  async onCommitted(versions, publish) {
    publications += 1;
    if (job.tellsCommits === true) {
      const committed = versions.map(({ _id }) => _id);
      // Written before anything else happens: the next moment may be the last.
      writeSync(1, `${JSON.stringify({ committed, at: performance.timeOrigin + performance.now() })}\n`);
    }
    if (isAt("before publishing", publications)) die();
    const publishing = publish(versions);
    // The commands are on their way to the socket, and no answer has come.
    if (isAt("while publishing", publications)) setImmediate(die);
    await publishing;
    if (job.tellsCommits === true)
      writeSync(1, `${JSON.stringify({ published: versions.map(({ _id }) => _id) })}\n`);
  },
});
const say = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`);
const begun = job.waits === true ? once(process, "SIGUSR2") : undefined;
say({ ready: process.pid });
// Waiting for a signal keeps no process alive; its connections do.
await begun;

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
    const change = putNote(`${job.prefix}${n % 50}`, n);
    const plan: typeof change.plan = (...call) => {
      transactions += 1;
      if (isAt("in the transaction", transactions)) die();
      return change.plan(...call);
    };
    const { version } = await instance.changes.submit({ ...change, plan });
    say({ version });
  }
}
await Promise.all(Array.from({ length: job.concurrency ?? 1 }, write));
say({ done: true });
await instance.close();
