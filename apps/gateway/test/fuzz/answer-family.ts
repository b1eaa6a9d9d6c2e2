import type { Random } from "../limits/random.ts";
import type { Answer } from "./answer-plan.ts";

export type Case = { readonly tag: string; readonly method: "GET" | "HEAD" | "POST"; readonly body: string };
type Build = (random: Random, one: Case) => Answer;
export type AnswerFamily = { readonly methods?: readonly Case["method"][]; readonly build: Build };

export const OK = "HTTP/1.1 200 OK";
export const CHUNKED = "Transfer-Encoding: chunked";
export const length = (body: string) => `Content-Length: ${body.length}`;
export const head = (...lines: string[]) => `${lines.join("\r\n")}\r\n\r\n`;

/** An answer that a gateway may take for what it is; a family names what is different. */
export function answer(wire: string, body: string, differs: Partial<Answer> = {}): Answer {
  return { wire, body, status: 200, delivery: "whole", reuse: true, ending: "keep", ...differs };
}

/** Nothing of it may reach a caller, nor may its connection be used again. */
export const refused = (wire: string) => answer(wire, "", { delivery: "refused", reuse: false });
/** It may have begun before anybody could know. */
export const broken = (wire: string, body: string, differs: Partial<Answer> = {}) =>
  answer(wire, body, { delivery: "broken", reuse: false, ...differs });
/** Some read it so, some refuse it; whoever reads it can't be sure of what comes next. */
export const doubtful = (wire: string, body: string, differs: Partial<Answer> = {}) =>
  answer(wire, body, { delivery: "any", reuse: false, ...differs });

/** A whole answer with more behind it than it should have. */
export function overlong(wire: string, extra: string, body: string, differs: Partial<Answer> = {}): Answer {
  return answer(wire + extra, body, { delivery: "any", reuse: false, glueAt: wire.length - 1, ...differs });
}

/** The chunked form in pieces of random sizes, without its last chunk. */
export function openChunks(random: Random, body: string, extension = ""): string {
  let text = "";
  for (let at = 0; at < body.length; ) {
    const size = Math.min(body.length - at, 1 + Math.floor(random.next() * Math.max(4, body.length)));
    text += `${random.chance(0.2) ? "00" : ""}${size.toString(16)}${extension}\r\n${body.slice(at, at + size)}\r\n`;
    at += size;
  }
  return text;
}

export const chunks = (random: Random, body: string, extension = "") =>
  `${openChunks(random, body, extension)}0${extension}\r\n\r\n`;

/** What an upstream would like another caller to take for its answer. */
export const smuggled = (random: Random, tag: string) =>
  random.pick([
    `${head(OK, `Content-Length: ${tag.length + 2}`)}[${tag}]`,
    head("HTTP/1.1 302 Found", "Location: https://forged.test", "Content-Length: 0"),
    `[${tag}]forged`,
    "0\r\n\r\n",
    "\0",
  ]);
