import { pause } from "../pause.ts";
import { startStack } from "../soak/stack.ts";
import { AcknowledgedChanges } from "./acknowledged-changes.ts";
import { startPacedLoad } from "./paced-load.ts";
import { createSwappedResources } from "./swapped-resources.ts";

export type AppliedSwaps = {
  changes: number;
  /** Changes of which not every gateway said in time that it had applied them: they prove nothing. */
  unapplied: number;
  changeMs: number[];
  requests: number;
  /** Those of them that came over a connection of their own. */
  connections: number;
  perSecond: number;
  serverErrors: number;
  wrong: readonly string[];
};

/** Changes go on, each waited for with `?wait=applied`, while gateways with two workers each are called at a steady rate. */
export async function runAppliedSwaps(options: {
  gateways: number;
  perSecond: number;
  seconds: number;
  /** Milliseconds between two changes. */
  betweenMs: number;
}): Promise<AppliedSwaps> {
  const stack = await startStack(options.gateways);
  try {
    await stack.ready();
    const resources = await createSwappedResources(stack.manage, stack.upstream.url);
    const changes = new AcknowledgedChanges(stack.manage, resources);
    // What was made just now is applied as soon as one more change is.
    while (!(await changes.next())) await pause(100);
    const urls = stack.gateways.map(({ url }) => url);
    const load = startPacedLoad(urls, options.perSecond, () => changes.targets());
    const changeMs: number[] = [];
    let unapplied = 0;
    for (const until = performance.now() + options.seconds * 1_000; performance.now() < until; ) {
      const began = performance.now();
      if (!(await changes.next())) unapplied += 1;
      changeMs.push(performance.now() - began);
      await pause(options.betweenMs);
    }
    const perSecond = await load.stop();
    const { requests, connections, serverErrors, wrong } = load;
    return {
      changes: changeMs.length,
      unapplied,
      changeMs,
      requests,
      connections,
      perSecond,
      serverErrors,
      wrong,
    };
  } finally {
    await stack.stop();
  }
}
