import { identityOf } from "../published-config.ts";
import { startTestGateway, type TestGateway } from "../started-gateway.ts";
import { type CaseTarget, type FramingCase, generateCase } from "./generate-case.ts";
import {
  nodeUpstream,
  pythonUpstream,
  type Recorded,
  type RecordingUpstream,
} from "./recording-upstreams.ts";
import { sendCase } from "./send-case.ts";

export type FramingResult = {
  upstreams: string[];
  cases: number;
  /** Requests that upstreams have understood as a whole. */
  forwarded: number;
  /** Connections on which nothing was forwarded but an answer came. */
  refused: number;
  /** Each with the seed that makes it again. */
  problems: string[];
};

export type FramingOptions = {
  cases: number;
  firstSeed: number;
  onProgress?: (done: number, problems: number) => void;
};

/** Connections at a time: they share the gateway's connections to the upstream, which is where one could get another's bytes. */
const PARALLEL = 16;
/** Cases that are looked at together, once the upstreams have told everything about them. */
const BATCH = 1_000;
const MOST_PROBLEMS = 20;

type Target = CaseTarget & { readonly name: string };
type Sent = { readonly target: Target; readonly one: FramingCase; readonly answer: string };

/**
 * Sends generated requests through a gateway to upstreams that read HTTP each in their own way, and looks at what these have
 * understood: never two requests out of one, never a body or an answer of another, and the same for all of them.
 */
export async function runFraming({ cases, firstSeed, onProgress }: FramingOptions): Promise<FramingResult> {
  const upstreams = [await nodeUpstream(), await pythonUpstream()].filter((one) => one !== undefined);
  const gateway = await startTestGateway({
    settings: {
      GATEWAY_HEADERS_TIMEOUT: "300ms",
      GATEWAY_REQUEST_TIMEOUT: "600ms",
      GATEWAY_IDLE_BODY_TIMEOUT: "200ms",
    },
  });
  const ledger = new Ledger();
  const targets = await publish(gateway, upstreams, ledger);
  const result = { upstreams: upstreams.map(({ name }) => name), cases, forwarded: 0, refused: 0 };

  for (let done = 0; done < cases && ledger.problems.length < MOST_PROBLEMS; done += BATCH) {
    const seeds = Array.from(
      { length: Math.min(BATCH, cases - done) },
      (_, index) => firstSeed + done + index,
    );
    const sent = await sendAll(gateway.port, seeds, targets);
    for (const upstream of upstreams) await ledger.settle(upstream);
    for (const ofSeed of sent) {
      const seen = ofSeed.map(({ target, one, answer }) => {
        const records = ledger.take(target.name, one.tag);
        check(ledger, target.name, one, records, answer);
        result.forwarded += records.length;
        if (records.length === 0 && answer !== "") result.refused += 1;
        return understood(records, target.prefix);
      });
      if (new Set(seen).size > 1)
        ledger.problem(`${ofSeed[0]?.one.tag} the upstreams differ: ${seen.join(" and ")}`);
    }
    onProgress?.(done + seeds.length, ledger.problems.length);
  }
  ledger.checkRest();
  await gateway.stop();
  await Promise.all(upstreams.map((upstream) => upstream.stop()));
  return { ...result, problems: ledger.problems };
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
async function publish(gateway: TestGateway, upstreams: readonly RecordingUpstream[], ledger: Ledger) {
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

/** Requests and bodies in an order of their own: pipelined ones reach the upstream on several connections. */
function understood(records: readonly Recorded[], prefix: string): string {
  const texts = records.map(({ method, url, body }) =>
    JSON.stringify([method, url, body.replaceAll(prefix, "")]),
  );
  return texts.sort().join("\n");
}

const FLUSH = "/flush";

/** What the upstreams have understood, and everything that is wrong with it. */
class Ledger {
  readonly problems: string[] = [];
  readonly #byCase = new Map<string, Recorded[]>();
  readonly #requestIds = new Set<string>();
  #flushed: (() => void) | undefined;

  /** Asks an upstream for something itself: what it tells comes in order, so everything before has been told then. */
  async settle(upstream: RecordingUpstream): Promise<void> {
    const flushed = new Promise<void>((resolve) => {
      this.#flushed = resolve;
    });
    await (await fetch(upstream.url + FLUSH)).text();
    await flushed;
  }

  add(upstream: string, recorded: Recorded): void {
    const { requestIds, cases, method, url } = recorded;
    if (url === FLUSH) return void this.#flushed?.();
    const [requestId = "", ...otherIds] = requestIds;
    if (method === "") {
      this.problem(`${upstream} got bytes that are no request: ${recorded.head}`);
      return;
    }
    // The gateway gives each request that it forwards one id; a request without one was made out of another's bytes.
    if (!/^[0-9a-f]{24}-[0-9a-z]+$/.test(requestId) || otherIds.length > 0 || this.#requestIds.has(requestId))
      this.problem(`${upstream} got a request that the gateway has not made: ${JSON.stringify(recorded)}`);
    this.#requestIds.add(requestId);
    if (
      !/^\/v1\/[^\\;#\0 ]*$/.test(url) ||
      /\/\.\.?(\/|$)|\/\/|%2e|%2f|%5c|%00|%25/i.test(url.split("?")[0] ?? "")
    )
      this.problem(`${upstream} got a path that is not below its target's: ${url}`);
    if (/forged/i.test(recorded.head)) this.problem(`${upstream} got a forged header: ${recorded.head}`);
    const tag = cases.join();
    if (cases.length !== 1) this.problem(`${upstream} got a request of ${cases.length} cases`);
    for (const [found] of recorded.body.matchAll(/c\d+\./g))
      if (found !== tag) this.problem(`${upstream} got the body of ${found} in a request of ${tag}`);
    const key = `${upstream} ${tag}`;
    this.#byCase.set(key, [...(this.#byCase.get(key) ?? []), recorded]);
  }

  take(upstream: string, tag: string): Recorded[] {
    const key = `${upstream} ${tag}`;
    const records = this.#byCase.get(key) ?? [];
    this.#byCase.delete(key);
    return records;
  }

  problem(text: string): void {
    this.problems.push(text.slice(0, 2_000));
  }

  /** What came after its case was over was not asked for by it. */
  checkRest(): void {
    for (const [key, records] of this.#byCase) this.problem(`late: ${key}: ${JSON.stringify(records)}`);
  }
}

/** The first request of a case against its verdict, and all answers on its connection. */
function check(
  ledger: Ledger,
  upstream: string,
  one: FramingCase,
  records: Recorded[],
  answer: string,
): void {
  const { tag, verdict } = one;
  const wrong = (what: string) =>
    ledger.problem(`${upstream} ${tag} ${what}: ${JSON.stringify(one.bytes.slice(0, 1_200))}`);
  const first = records.find(({ url }) => url.includes("?n=1"));
  if (verdict.kind === "refuse" && first !== undefined)
    wrong(`was forwarded with the body ${JSON.stringify(first.body)}`);
  if (verdict.kind === "accept" && first === undefined)
    wrong(`was not forwarded, but answered ${answer.slice(0, 300)}`);
  if (
    verdict.kind !== "refuse" &&
    first !== undefined &&
    verdict.body !== undefined &&
    first.body !== verdict.body
  )
    wrong(`was forwarded with another body: ${JSON.stringify(first.body)}`);
  if (records.filter(({ url }) => url.includes("?n=1")).length > 1) wrong("was forwarded twice");
  // Nothing behind a refused request that closes the connection may still be done.
  if (records.length > (answer.match(/HTTP\/1\.1 [2-5]/g)?.length ?? 0))
    wrong("was forwarded more often than answered");
  for (const [, found] of answer.matchAll(/"answers":"([^"]*)"/g))
    if (found !== tag) wrong(`got the answer to ${found}`);
}
