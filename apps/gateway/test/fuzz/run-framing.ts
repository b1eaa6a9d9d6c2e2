import { identityOf } from "../published-config.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { checkCase, differences, FramingLedger } from "./framing-ledger.ts";
import { type CaseTarget, type FramingCase, generateCase } from "./generate-case.ts";
import { nginxUpstream } from "./nginx-upstream.ts";
import { nodeUpstream, pythonUpstream, type RecordingUpstream } from "./recording-upstreams.ts";
import { type CaseAnswer, sendCase } from "./send-case.ts";

export type FramingCounts = {
  /** Generated requests, each with plain ones behind it. */
  sent: number;
  /** Requests that the upstream has understood as a whole. */
  forwarded: number;
  /** Connections on which nothing was forwarded but an answer came. */
  refused: number;
};

export type FramingResult = {
  upstreams: Record<string, FramingCounts>;
  /** The last seed; each makes the same request for every upstream. */
  lastSeed: number;
  /** Each with the seed that makes it again. */
  problems: string[];
};

export type FramingOptions = {
  /** How many are generated, over all upstreams together. */
  requests: number;
  firstSeed: number;
  onProgress?: (done: number, problems: number) => void;
};

/** Connections at a time: they share the gateway's connections to the upstream, which is where one could get another's bytes. */
const PARALLEL = 384;
/** Cases that are looked at together, once the upstreams have told everything about them. */
const BATCH = 10_000;
const MOST_PROBLEMS = 20;

type Target = CaseTarget & { readonly name: string };
type Sent = { readonly target: Target; readonly one: FramingCase; readonly answer: CaseAnswer };

/**
 * Sends generated requests through a gateway to upstreams that read HTTP each in their own way, and looks at what these have
 * understood: never two requests out of one, never a body or an answer of another, and the same for all of them.
 */
export async function runFraming(options: FramingOptions): Promise<FramingResult> {
  const { requests, firstSeed, onProgress } = options;
  const upstreams = [await nodeUpstream(), await nginxUpstream(), await pythonUpstream()].filter(
    (one) => one !== undefined,
  );
  const gateway = await startTestGateway({ settings: shortTimeouts });
  const ledger = new FramingLedger();
  const targets = await publish(gateway, upstreams, ledger);
  const counts = Object.fromEntries(targets.map(({ name }) => [name, { sent: 0, forwarded: 0, refused: 0 }]));
  const seeds = Math.ceil(requests / targets.length);
  let done = 0;
  while (done < seeds && ledger.problems.length < MOST_PROBLEMS) {
    const batch = Array.from(
      { length: Math.min(BATCH, seeds - done) },
      (_, index) => firstSeed + done + index,
    );
    const sent = await sendAll(gateway.port, batch, targets);
    for (const upstream of upstreams) await ledger.settle(upstream);
    // On a busy machine bytes may come too late through nobody's fault: these are sent once more, with nothing beside them.
    const late = sent.filter(cameLate);
    for (const ofSeed of late) for (const { target, one } of ofSeed) ledger.take(target.name, one.tag);
    for (const ofSeed of sent) if (!late.includes(ofSeed)) judge(ledger, counts, ofSeed);
    for (const ofSeed of late) {
      const again = await sendAll(gateway.port, [seedOf(ofSeed)], targets);
      for (const upstream of upstreams) await ledger.settle(upstream);
      for (const one of again) judge(ledger, counts, one);
    }
    done += batch.length;
    onProgress?.(done * targets.length, ledger.problems.length);
  }
  ledger.checkRest();
  await gateway.stop();
  await Promise.all(upstreams.map((upstream) => upstream.stop()));
  return { upstreams: counts, lastSeed: firstSeed + done - 1, problems: ledger.problems };
}

/** Long enough for a busy machine, and short enough for cases that wait for what never comes. */
const shortTimeouts = {
  GATEWAY_HEADERS_TIMEOUT: "2s",
  GATEWAY_REQUEST_TIMEOUT: "2500ms",
  GATEWAY_IDLE_BODY_TIMEOUT: "1500ms",
  GATEWAY_KEEP_ALIVE_TIMEOUT: "500ms",
};

/** Whether the gateway found a request too slow that should have gone through, or nothing came back in time. */
function cameLate(ofSeed: readonly Sent[]): boolean {
  return ofSeed.some(
    ({ one, answer }) =>
      answer.gaveUp || (one.verdict.kind === "accept" && answer.text.startsWith("HTTP/1.1 408")),
  );
}

function seedOf(ofSeed: readonly Sent[]): number {
  return Number(ofSeed[0]?.one.tag.slice(1, -1));
}

function judge(ledger: FramingLedger, counts: Record<string, FramingCounts>, ofSeed: readonly Sent[]): void {
  const seen = ofSeed.map(({ target: { name }, one, answer }) => {
    const records = ledger.take(name, one.tag);
    checkCase(ledger, name, one, records, answer);
    const ofUpstream = counts[name] as FramingCounts;
    ofUpstream.sent += 1;
    ofUpstream.forwarded += records.length;
    if (records.length === 0 && answer.text !== "") ofUpstream.refused += 1;
    return records;
  });
  const prefixes = ofSeed.map(({ target }) => target.prefix);
  for (const difference of differences(seen, prefixes))
    ledger.problem(`${ofSeed[0]?.one.tag} the upstreams differ: ${difference}`);
}

async function sendAll(
  port: number,
  seeds: readonly number[],
  targets: readonly Target[],
): Promise<Sent[][]> {
  const sent: Sent[][] = [];
  const waiting = [...seeds];
  const worker = async () => {
    for (let seed = waiting.pop(); seed !== undefined; seed = waiting.pop()) {
      const ofSeed: Sent[] = [];
      for (const target of targets) {
        const one = generateCase(seed, target);
        ofSeed.push({ target, one, answer: await sendCase(port, one) });
      }
      sent.push(ofSeed);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return sent;
}

/** One collection for each upstream, and one caller for all of them, so that the bytes of a case differ in a path only. */
async function publish(gateway: TestGateway, upstreams: readonly RecordingUpstream[], ledger: FramingLedger) {
  const { config } = gateway;
  const collections = upstreams.map((upstream) => {
    upstream.onRecord = (recorded) => ledger.add(upstream.name, recorded);
    return config.collection({ basePath: prefixOf(upstream), targetEndpoint: upstream.url });
  });
  const proxies = collections.flatMap(({ id: collectionId }) =>
    ["/accounts", "/files/*"].map((path) =>
      config.proxy({
        collectionId,
        path,
        methods: ["GET", "POST"],
        handler: { kind: "forward", targetPath: `/v1${path}` },
      }),
    ),
  );
  const client = config.client({ collectionIds: collections.map(({ id }) => id) });
  const { profile, caller } = config.profile({ clientId: client.id });
  await gateway.publish(
    ...collections.map((collection) => config.put("collection", collection)),
    ...proxies.map((proxy) => config.put("proxy", proxy)),
    config.put("client", client),
    config.put("profile", profile),
  );
  const identity = Object.entries(identityOf(caller)).map(([name, value]) => `${name}: ${value}`);
  return upstreams.map((upstream) => ({ name: upstream.name, prefix: prefixOf(upstream), identity }));
}

/** All of one length: a seed makes the same case for each upstream only while everything in it is as long. */
function prefixOf({ name }: RecordingUpstream): string {
  return `/${name.padEnd(8, "-")}`;
}
