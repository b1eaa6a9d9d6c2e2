import type { FramingCase } from "./generate-case.ts";
import type { Recorded, RecordingUpstream } from "./recording-upstreams.ts";
import type { CaseAnswer } from "./send-case.ts";

const FLUSH = "/flush";

/** What the upstreams have understood, and everything that is wrong with it. */
export class FramingLedger {
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
export function checkCase(
  ledger: FramingLedger,
  upstream: string,
  one: FramingCase,
  records: Recorded[],
  { text: answer, wasCutOff }: CaseAnswer,
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
  const answers = (answer.match(/HTTP\/1\.1 [2-5]/g)?.length ?? 0) + (wasCutOff ? 1 : 0);
  if (records.length > answers)
    wrong(`was forwarded more often than answered ${JSON.stringify(answer.slice(0, 300))}`);
  for (const [, found] of answer.matchAll(/"answers":"([^"]*)"/g))
    if (found !== tag) wrong(`got the answer to ${found}`);
}

/**
 * Whether upstreams have taken one request for different ones. That one of them has it and another doesn't is no difference:
 * bytes behind a request may end it before it is sent on, and when they are read is a matter of chance.
 */
export function differences(seen: readonly (readonly Recorded[])[], prefixes: readonly string[]): string[] {
  const byUrl = new Map<string, Set<string>>();
  seen.forEach((records, index) => {
    for (const { method, url, body } of records) {
      const texts = byUrl.get(url) ?? new Set();
      byUrl.set(url, texts.add(JSON.stringify([method, url, body.replaceAll(prefixes[index] ?? "", "")])));
    }
  });
  return [...byUrl.values()].filter((texts) => texts.size > 1).map((texts) => [...texts].join(" and "));
}
