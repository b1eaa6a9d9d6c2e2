import type { Taken } from "./client-messages.ts";
import type { Times } from "./measure-changes.ts";
import type { SizeResult } from "./measure-size.ts";

/** What must hold, in ms. */
const CHANGE_P99_MS = 100;
const BURST_MS = 1_000;
const START_MS = 1_000;

const ms = (value: number) => value.toFixed(1);
const mb = (bytes: number) => (bytes / 1e6).toFixed(1);
const times = ({ p50, p99, max }: Times) => `${ms(p50)} / ${ms(p99)} / ${ms(max)}`;

const both = ({ newerFull: { same, changed } }: SizeResult, figure: (taken: Taken) => string) =>
  `${figure(same)} / ${figure(changed)}`;

/** The figures of a tenth and of the full size side by side, and whether the bars hold. */
export function configTable(small: SizeResult, full: SizeResult): string {
  const row = (what: string, figure: (result: SizeResult) => string) =>
    `| ${what} | ${figure(small)} | ${figure(full)} |`;
  return [
    "| | a tenth | full size |",
    "|---|---|---|",
    row("PATCH sent → in force, each gateway: p50 / p99 / max ms", ({ changes }) =>
      times(changes.sentToEach),
    ),
    row("PATCH sent → in force, last gateway: p50 / p99 / max ms", ({ changes }) =>
      times(changes.sentToLast),
    ),
    row("signed before the commit → in force, each: p50 / p99 / max ms", ({ changes }) =>
      times(changes.signedToEach),
    ),
    row("bytes of a delta: p50 / max", ({ changes }) => `${changes.bytes.p50} / ${changes.bytes.max}`),
    row("CPU for a change, both instances, ms", ({ changes }) => ms(changes.managementCpuMs)),
    row("CPU for a change, one gateway, ms", ({ changes }) => ms(changes.gatewayCpuMs)),
    row("200 changes at once: answered, ms", ({ bursts }) =>
      bursts.map(({ answeredMs }) => answeredMs.toFixed(0)).join(", "),
    ),
    row("200 changes at once: in force everywhere, ms", ({ bursts }) =>
      bursts.map(({ inForceMs }) => inForceMs.toFixed(0)).join(", "),
    ),
    row("200 routes by one call, sent → in force everywhere, ms", ({ bulkMs }) =>
      bulkMs.map((each) => each.toFixed(0)).join(", "),
    ),
    row("start from Redis, a client, ms", ({ start }) => ms(start.clientMs)),
    row("longest time in it without other work: nothing is served yet, ms", ({ start }) =>
      ms(start.longestBlockMs),
    ),
    row("start of a whole gateway until it is ready, ms", ({ start }) => start.wholeGatewayMs.toFixed(0)),
    row("the same from the file it kept, everything else down: the first time / again, ms", ({ start }) =>
      [start.fromFileMs, start.againMs].map((each) => each.toFixed(0)).join(" / "),
    ),
    row(
      "a newer full snapshot while a client serves, none / all of it changed: in force after, ms",
      (result) => both(result, ({ ms: each }) => each.toFixed(0)),
    ),
    row("longest time in that without other work, ms", (result) =>
      both(result, ({ longestBlockMs }) => ms(longestBlockMs)),
    ),
    row("resident memory in that: before → most, MB", (result) =>
      both(result, ({ heldBytes, peakBytes }) => `${mb(heldBytes)} → ${mb(peakBytes)}`),
    ),
    row("heap of a client, MB", ({ memory }) => mb(memory.heapBytes)),
    row("resident memory of a client, ten in a process, MB", ({ memory }) => mb(memory.residentBytes)),
    row("resident memory of a whole gateway's worker, MB", ({ memory }) => mb(memory.wholeGatewayBytes)),
    "",
    about(full),
    "",
    verdict(small, full),
  ].join("\n");
}

function about({ sizes, database, gateways, processes, deltas }: SizeResult): string {
  const counts = Object.entries(sizes).map(([kind, count]) => `${count} ${kind}`);
  const sentences = [
    `Full size: ${counts.join(", ")}, on ${database}. ${gateways} gateways: one whole gateway process, and`,
    `${gateways - 1} snapshot clients with the gateway's follower and compiler in ${processes} processes; all on one machine.`,
  ];
  if (deltas !== undefined)
    sentences.push(
      `${deltas.looks.at(-1)?.deltas ?? 0} deltas, ${deltas.changesPerSecond.toFixed(0)} a second: the heap of a client`,
      `has grown by ${mb(deltas.growthBytes)} MB, by the line through the looks after the first fifth.`,
    );
  return sentences.join(" ");
}

function verdict(small: SizeResult, { changes, bursts, bulkMs, start }: SizeResult): string {
  const held = (isHeld: boolean) => (isHeld ? "held" : "NOT held");
  const { p99 } = changes.sentToEach;
  const slowest = Math.max(...bursts.map(({ inForceMs }) => inForceMs));
  const growth = changes.gatewayCpuMs / small.changes.gatewayCpuMs;
  return [
    `p99 of a change under ${CHANGE_P99_MS} ms: ${held(p99 < CHANGE_P99_MS)}.`,
    `200 changes by a call each in force everywhere within ${BURST_MS} ms: ${held(slowest <= BURST_MS)};`,
    `by one call: ${held(Math.max(...bulkMs) <= BURST_MS)}.`,
    `A gateway's CPU for a delta at full size is ${growth.toFixed(2)} times that at a tenth.`,
    `Start from the kept file within ${START_MS} ms: the first time ${held(start.fromFileMs <= START_MS)}, again ${held(start.againMs <= START_MS)}.`,
  ].join(" ");
}
