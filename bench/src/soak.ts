// `npm run soak -- 10m`: the product under everything at once for so long: changes, bad upstreams, restarts of Redis, slow and
// rude callers, streams and WebSockets. Every answer is held to what is allowed at its moment (soak/expectation.ts), and at the
// end heap and sockets must be back where they were. It ends with 1 when an answer was wrong or something is left.

import { pause } from "./pause.ts";
import { steadyActors } from "./soak/actors.ts";
import { closeConnections } from "./soak/ask.ts";
import { changingActors } from "./soak/changers.ts";
import { Findings } from "./soak/findings.ts";
import { type Look, leaksBetween, lookAt, lookCells, type Watched } from "./soak/leaks.ts";
import { parseDuration } from "./soak/parse-duration.ts";
import { RedisOutages } from "./soak/redis-outages.ts";
import { createResources } from "./soak/resources.ts";
import { redisRestarts } from "./soak/restart-redis.ts";
import { runActors } from "./soak/run-actors.ts";
import { type Stack, startStack } from "./soak/stack.ts";

const WARM_UP_MS = 15_000;
const QUIET_MS = 45_000;
const ROW_MS = 30_000;
/** Of long soaks; short ones have two restarts all the same. */
const REDIS_EVERY_MS = 40_000;

const durationMs = parseDuration(process.argv[2] ?? "10m");
if (durationMs === undefined) {
  console.error("npm run soak -- <duration>: 20s, 10m or 2h; 10m when nothing is given");
  process.exit(2);
}
console.log("starting management, MongoDB, Redis and a gateway with two workers …");
const stack = await startStack();
// Its processes are not its alone to leave behind.
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void stack.stop().finally(() => process.exit(130)));
try {
  await stack.ready();
  process.exitCode = await soak(stack, durationMs);
} finally {
  await stack.stop();
}

async function soak({ gateway, redis, upstream, probes, managementPid, manage }: Stack, lengthMs: number) {
  const resources = await createResources(manage, upstream);
  const findings = new Findings();
  const outages = new RedisOutages();
  const site = { url: gateway.url, resources, findings };
  const calls = [...steadyActors(site), ...changingActors(site, manage, outages)];
  const workers = await gateway.workers();
  const watched: Watched[] = [
    ...workers.map((pid, index) => ({ name: `worker ${index + 1}`, pid })),
    { name: "management", pid: managementPid },
  ];
  const began = performance.now();
  const row = (what: string, look: Look) => {
    const seconds = ((performance.now() - began) / 1_000).toFixed(0);
    const counts = [findings.requests, findings.streams, `${manage.changes} (${manage.failed})`];
    const cells = [what, seconds, ...counts, outages.count, findings.wrongCount, lookCells(look)];
    console.log(`| ${cells.join(" | ")} |`);
  };
  console.log(
    `\n| | s | requests | streams | changes (failed) | Redis restarts | wrong | ${watched.map(({ name }) => `${name}: heap MB · descriptors`).join(" | ")} |`,
  );
  console.log(`|---|---|---|---|---|---|---|${"---|".repeat(watched.length)}`);

  const warming = runActors(calls);
  await pause(Math.min(WARM_UP_MS, lengthMs));
  await warming.stop();
  const start = await quiet(probes, watched, undefined);
  row("start", start);

  const running = runActors([
    ...calls,
    redisRestarts(redis, outages, Math.min(REDIS_EVERY_MS, lengthMs / 3)),
  ]);
  for (const until = performance.now() + lengthMs; performance.now() < until; ) {
    await pause(Math.min(ROW_MS, until - performance.now()));
    row("", await lookAt(probes, watched));
  }
  await running.stop();
  const end = await quiet(probes, watched, start);
  row("end", end);

  const problems = [...findings.sentences, ...leaksBetween(start, end)];
  const now = await gateway.workers();
  if (!workers.every((pid) => now.includes(pid))) problems.push("a worker has died and was started again");
  const statuses = [...findings.statuses].sort().map(([key, count]) => `${key}: ${count}`);
  console.log(`\nanswers by caller and status: ${statuses.join(", ")}`);
  for (const problem of problems) console.log(`WRONG ${problem}`);
  console.log(
    problems.length === 0
      ? "\nno wrong answer, nothing left"
      : `\n${findings.wrongCount} wrong answers, ${problems.length} problems`,
  );
  return problems.length === 0 ? 0 : 1;
}

/** Nothing is called: waits until sockets are closed and heap is back, at most as long as idle connections may live. */
async function quiet(probes: string, watched: readonly Watched[], start: Look | undefined): Promise<Look> {
  closeConnections();
  const deadline = performance.now() + QUIET_MS;
  // Idle connections to upstreams are kept for four seconds; at the start there is nothing else to go by.
  if (start === undefined) await pause(8_000);
  for (;;) {
    const look = await lookAt(probes, watched);
    if (start === undefined || leaksBetween(start, look).length === 0 || performance.now() > deadline)
      return look;
    await pause(1_000);
  }
}
