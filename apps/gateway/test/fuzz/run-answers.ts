import { catalogue } from "@zerq/errors/catalogue";
import { identityOf } from "../published-config.ts";
import { eventually, startTestGateway, type TestGateway } from "../started-gateway.ts";
import type { AnswerPlan } from "./answer-plan.ts";
import { generateAnswer } from "./generate-answer.ts";
import { type HostileUpstream, hostileUpstream } from "./hostile-upstream.ts";
import { type ReadAnswer, readAnswers } from "./read-answers.ts";
import { exchangeRaw } from "./send-request.ts";

export type AnswersResult = {
  cases: number;
  /** How many callers got what their upstream said as a whole, the gateway's refusal, or an answer that was cut off. */
  whole: number;
  refused: number;
  cut: number;
  /** Callers who were refused although their own answer was fine: their turn came on a connection that another had spoiled. */
  unlucky: number;
  /** Connections that the gateway has opened to the upstream. */
  connections: number;
  /** Each with the seed that makes it again. */
  problems: string[];
};

export type AnswersOptions = {
  cases: number;
  firstSeed: number;
  /** Milliseconds after which no new case begins. */
  withinMs?: number;
  onProgress?: (done: number, problems: number) => void;
};

/** Callers at a time: they share the gateway's connections to the upstream, which is where one could get another's bytes. */
const PARALLEL = 32;
const MOST_PROBLEMS = 20;
const MOST_PLANS = 1_000;

/**
 * Lets callers ask an upstream that answers in every wrong way, each with a plain request behind on the same connection, and
 * looks at what they get: never a byte of another's answer, never an answer that looks whole and isn't, and never a request
 * on a connection whose last answer could be read in two ways.
 */
export async function runAnswers(options: AnswersOptions): Promise<AnswersResult> {
  const { cases, firstSeed, withinMs = Number.POSITIVE_INFINITY, onProgress } = options;
  const upstream = await hostileUpstream();
  const gateway = await startTestGateway({
    settings: { GATEWAY_UPSTREAM_HEADERS_TIMEOUT: "1s", GATEWAY_IDLE_BODY_TIMEOUT: "1s" },
  });
  const identity = await publish(gateway, upstream);
  const result: AnswersResult = {
    cases: 0,
    whole: 0,
    refused: 0,
    cut: 0,
    unlucky: 0,
    connections: 0,
    problems: upstream.problems,
  };
  const deadline = performance.now() + withinMs;
  let next = 0;
  const caller = async () => {
    while (next < cases && performance.now() < deadline && result.problems.length < MOST_PROBLEMS) {
      const plan = generateAnswer(firstSeed + next++);
      upstream.plans.set(plan.tag, plan);
      const text = await exchangeRaw(gateway.port, plan, requestsOf(plan, identity));
      judge(result, plan, text);
      // A plain request may still be under way when the answer before it was cut off.
      upstream.plans.delete(`r${firstSeed + next - MOST_PLANS}.`);
      result.cases += 1;
      if (result.cases % 1_000 === 0) onProgress?.(result.cases, result.problems.length);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, caller));
  await eventually("the end of spoiled connections", async () =>
    upstream.stillOpen().length === 0 ? true : undefined,
  ).catch(() => result.problems.push(`still open after an answer that ends it: ${upstream.stillOpen()}`));
  await gateway.stop();
  await upstream.stop();
  return { ...result, connections: upstream.connections() };
}

async function publish(gateway: TestGateway, upstream: HostileUpstream): Promise<string> {
  const { config, client } = gateway;
  const collection = config.collection({
    basePath: "/hostile",
    targetEndpoint: `http://127.0.0.1:${upstream.port}`,
  });
  const proxy = config.proxy({
    collectionId: collection.id,
    path: "/{tag}",
    methods: ["GET", "POST"],
    handler: { kind: "forward", targetPath: "/hostile/{tag}" },
  });
  const holding: typeof client = { ...client, collectionIds: [collection.id] };
  await gateway.publish(
    config.put("collection", collection),
    config.put("proxy", proxy),
    config.put("client", holding),
  );
  return Object.entries(identityOf(gateway.caller))
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
}

/** The hostile request, the second half of its body, and a plain one that ends the connection. */
function requestsOf(plan: AnswerPlan, identity: string): readonly [string, string] {
  const { tag, method, requestBody, isRequestChunked } = plan;
  const half = Math.floor(requestBody.length / 2);
  const [framing, first, second] =
    requestBody === ""
      ? ["", "", ""]
      : isRequestChunked
        ? [
            "Transfer-Encoding: chunked\r\n",
            chunk(requestBody.slice(0, half)),
            `${chunk(requestBody.slice(half))}0\r\n\r\n`,
          ]
        : [`Content-Length: ${requestBody.length}\r\n`, requestBody.slice(0, half), requestBody.slice(half)];
  const head = (line: string, more: string) =>
    `${line} HTTP/1.1\r\nHost: fuzz.test\r\n${identity}${more}\r\n`;
  const last = head(`GET /hostile/p${tag.slice(1)}`, "Connection: close\r\n");
  return [head(`${method} /hostile/${tag}`, framing) + first, second + last];
}

function chunk(text: string): string {
  return text === "" ? "" : `${text.length.toString(16)}\r\n${text}\r\n`;
}

function judge(result: AnswersResult, plan: AnswerPlan, text: string): void {
  const { tag, family } = plan;
  const wrong = (what: string) =>
    result.problems.push(
      `${tag} (${family}, ${plan.method}) ${what}: ${JSON.stringify(text.slice(0, 600))} of ${JSON.stringify(plan.pieces.slice(0, 40))}`.slice(
        0,
        2_000,
      ),
    );
  const { answers, rest } = readAnswers(text, [plan.method, "GET"]);
  const [first, second] = answers;
  for (const [found] of text.matchAll(/\b[rp]\d+\./g))
    if (found.slice(1) !== tag.slice(1)) wrong(`got bytes of ${found}`);
  if (answers.some(({ head }) => /forged/i.test(head))) wrong("got a header that it should not");
  // An answer that has begun for the gateway, and was cut off before its first byte went out.
  if (text === "" && (plan.delivery === "broken" || plan.delivery === "any")) {
    result.cut += 1;
    return;
  }
  if (first === undefined) return void wrong("got no answer");
  if (rest !== "" && first.isWhole) wrong("got bytes that belong to no answer");
  judgeFirst(result, plan, first, wrong);
  if (second !== undefined && !isPlain(second, tag)) wrong("got something else for its plain request");
  // A caller whose answer is cut off hears no more on its connection.
  if (second !== undefined && !first.isWhole) wrong("got an answer behind one that was cut off");
}

function judgeFirst(
  result: AnswersResult,
  plan: AnswerPlan,
  first: ReadAnswer,
  wrong: (what: string) => void,
): void {
  const { delivery, body, status } = plan;
  if (isRefusal(first, plan.method)) {
    result.refused += 1;
    if (delivery === "whole") result.unlucky += 1;
    return;
  }
  if (first.isWhole) result.whole += 1;
  else result.cut += 1;
  if (delivery === "refused") wrong("was passed on");
  if (first.status !== status) wrong(`got status ${first.status} instead of ${status}`);
  if (first.isWhole && first.body !== body) wrong("got another body that looks whole");
  if (!first.isWhole && !body.startsWith(first.body)) wrong("got a body that doesn't begin like its own");
  if (first.isWhole && delivery === "broken" && plan.method !== "HEAD") wrong("looks whole");
  if (!first.isWhole && delivery === "whole") wrong("was cut off");
}

/** The gateway's own words, which no upstream of this test uses. */
function isRefusal({ status, body }: ReadAnswer, method: string): boolean {
  if (method === "HEAD") return status === 502 || status === 504;
  return [catalogue.upstream_unreachable, catalogue.upstream_timeout].some(
    (entry) => entry.status === status && body.includes(JSON.stringify(entry.message)),
  );
}

/** The answer to the plain request, or a refusal of it, which is no other's answer either. */
function isPlain(second: ReadAnswer, tag: string): boolean {
  if (isRefusal(second, "GET")) return true;
  return second.isWhole && second.status === 200 && second.body === `[p${tag.slice(1)}]`;
}
