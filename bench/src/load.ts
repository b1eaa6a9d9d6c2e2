import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { findProgram } from "./find-program.ts";

export type LoadPlan = {
  url: string;
  headers: Record<string, string>;
  connections: number;
  seconds: number;
  /** Bytes of a body that every request has; GET without one. */
  bodyBytes?: number;
};
export type LoadResult = {
  requests: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  /** Answers other than 2xx, and connections that failed: a row with any of them measures something else. */
  errors: number;
};

const postScript = fileURLToPath(new URL("post.lua", import.meta.url));

/** Which load generator is used: `wrk` when it is installed (it leaves more of the machine to the proxy), else autocannon. */
export function loadGenerator(): "wrk" | "autocannon" {
  return findProgram("wrk") === undefined ? "autocannon" : "wrk";
}

/** Sends requests (GET, or POST where there is a body) over kept-alive loopback connections for a bounded time. */
export function runLoad(plan: LoadPlan): Promise<LoadResult> {
  return loadGenerator() === "wrk" ? runWrk(plan) : runAutocannon(plan);
}

async function runWrk(plan: LoadPlan): Promise<LoadResult> {
  const headers = Object.entries(plan.headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const timing = ["-t1", `-c${plan.connections}`, `-d${plan.seconds}s`, "--latency"];
  const options =
    plan.bodyBytes === undefined
      ? [...timing, ...headers, plan.url]
      : [...timing, ...headers, "-s", postScript, plan.url, "--", String(plan.bodyBytes)];
  const output = await new Promise<string>((resolve, reject) => {
    const child = spawn("wrk", options, { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    child.on("error", reject);
    child.on("close", () => resolve(text));
  });
  const total = /(\d+) requests in ([\d.]+)(ms|s|m)/.exec(output);
  if (total === null) throw new Error(`wrk printed no total:\n${output}`);
  const bad = /Non-2xx or 3xx responses: (\d+)/.exec(output);
  const socket = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(output);
  const socketErrors = socket === null ? 0 : socket.slice(1).reduce((sum, n) => sum + Number(n), 0);
  return {
    requests: Number(total[1]),
    seconds: toMs(`${total[2]}${total[3]}`) / 1000,
    p50Ms: toMs(/^ +50% +(\S+)/m.exec(output)?.[1] ?? "0ms"),
    p99Ms: toMs(/^ +99% +(\S+)/m.exec(output)?.[1] ?? "0ms"),
    errors: Number(bad?.[1] ?? 0) + socketErrors,
  };
}

/** wrk prints `812.00us`, `1.23ms`, `2.00s` or `1.5m`. */
function toMs(text: string): number {
  const unit = text.replace(/[\d.]/g, "");
  const factor = { us: 0.001, ms: 1, s: 1000, m: 60_000 }[unit];
  if (factor === undefined) throw new Error(`unknown unit in ${text}`);
  return Number.parseFloat(text) * factor;
}

async function runAutocannon(plan: LoadPlan): Promise<LoadResult> {
  const result = await autocannon({
    url: plan.url,
    connections: plan.connections,
    duration: plan.seconds,
    headers: plan.headers,
    workers: 1,
    ...(plan.bodyBytes !== undefined && { method: "POST" as const, body: Buffer.alloc(plan.bodyBytes, "x") }),
  });
  return {
    requests: result.requests.total,
    seconds: result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    errors: result.non2xx + result.errors + result.timeouts,
  };
}
