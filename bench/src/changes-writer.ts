// A management instance in a process of its own, for bench/src/changes.ts. It answers each `{writers, seconds}` that comes
// as a message with what its writers measured: the latency of every change in milliseconds.
import type { ActorContext } from "../../apps/management/src/changes/change.ts";
import { openResourceInstance, type Site } from "../../apps/management/test/data-paths/resource-instance.ts";

export type WriterOrder = { writers: number; seconds: number };
export type WriterResult = { latencies: number[] };

const someone: ActorContext = {
  actor: { subject: "bench", name: "Benchmark", kind: "user", roles: ["modifier"] },
  request: { id: "bench", method: "PATCH", url: "/api/v1/policies", ip: "127.0.0.1", userAgent: "bench" },
};

const instance = await openResourceInstance(JSON.parse(process.argv[2] ?? "") as Site);
const { policies } = instance.services;
let next = 0;

/** One operator who changes a resource of their own again and again, each time with the revision they have seen. */
async function write(until: number, latencies: number[]): Promise<void> {
  const name = `${process.pid} ${next++}`;
  const created = await policies.create(someone, { name, rateLimit: { max: 1, interval: "1m" } });
  let { revision } = created;
  const id = String(created.resource["id"]);
  while (performance.now() < until) {
    const began = performance.now();
    const body = { rateLimit: { max: 1 + (revision % 1_000), interval: "1m" } };
    revision = (await policies.update(someone, id, body, revision, "merge")).revision;
    latencies.push(performance.now() - began);
  }
}

process.on("message", async ({ writers, seconds }: WriterOrder) => {
  const latencies: number[] = [];
  const until = performance.now() + seconds * 1_000;
  await Promise.all(Array.from({ length: writers }, () => write(until, latencies)));
  process.send?.({ latencies } satisfies WriterResult);
});
process.on("disconnect", () => void instance.close());
process.send?.("ready");
