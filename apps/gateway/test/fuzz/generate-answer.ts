import { Random } from "../limits/random.ts";
import { endFamilies } from "./answer-ends.ts";
import type { AnswerFamily } from "./answer-family.ts";
import { framingFamilies } from "./answer-framing.ts";
import { headFamilies } from "./answer-heads.ts";
import type { Answer, AnswerPlan } from "./answer-plan.ts";

/** Longer answers aren't written byte by byte: their interesting places are few, and the time is not. */
const LONGEST_BY_BYTE = 500;
const MOST_PIECES = 12;

/**
 * A request and the answer that an upstream gives it. Everything in both names the case (`r<seed>.`), so that whatever turns
 * up at another caller can be told.
 */
export function generateAnswer(seed: number): AnswerPlan {
  const random = new Random(seed);
  const tag = `r${seed}.`;
  const [family, { methods, build }] = random.pick(entries);
  const method = random.pick(methods ?? commonMethods);
  const answer = build(random, { tag, method, body: bodyOf(random, tag) });
  const requestBody = method === "POST" && random.chance(0.8) ? `<${tag}>`.repeat(size(random, 400)) : "";
  return {
    ...answer,
    family,
    tag,
    method,
    requestBody,
    isRequestChunked: random.chance(0.5),
    isEarly: requestBody !== "" && random.chance(0.3),
    pieces: inPieces(random, answer),
  };
}

/** The answer that is never hostile: it shows whether the connection it comes on still is in step. */
export function plainAnswer(tag: string, method: string): Answer {
  const body = method === "HEAD" ? "" : `[${tag}]`;
  const wire = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  return { wire, status: 200, body, delivery: "whole", reuse: true, ending: "keep" };
}

const commonMethods = ["GET", "POST"] as const;
const entries: readonly (readonly [string, AnswerFamily])[] = Object.entries({
  ...framingFamilies,
  ...headFamilies,
  ...endFamilies,
});

/** Now and then a body that would be an answer itself, were it read in another place. */
function bodyOf(random: Random, tag: string): string {
  const inner = `[${tag}]`;
  const hidden = `HTTP/1.1 200 OK\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`;
  return random.pick([
    inner,
    inner.repeat(size(random, 20)),
    inner.repeat(size(random, 3_000)),
    hidden,
    `\r\n${hidden}`,
    `0\r\n\r\n${hidden}`,
  ]);
}

function size(random: Random, most: number): number {
  return 1 + Math.floor(random.next() * most);
}

/** As one, byte by byte, or split at random places. */
function inPieces(random: Random, { wire, glueAt = wire.length }: Answer): string[] {
  const free = wire.slice(0, glueAt);
  const glued = wire.slice(glueAt);
  const split = random.chance(0.4)
    ? [free]
    : random.chance(0.5) && free.length <= LONGEST_BY_BYTE
      ? [...free]
      : atRandom(random, free);
  return [...split, glued].filter((piece) => piece !== "");
}

function atRandom(random: Random, text: string): string[] {
  const places = Array.from({ length: size(random, MOST_PIECES) }, () =>
    Math.floor(random.next() * text.length),
  ).sort((one, other) => one - other);
  return [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
}
