import { answerHeaders } from "../answer-headers.ts";
import { answered, type Step } from "../step.ts";

const body = '{"status":"ok"}';

/** `GET /healthz` is the one path without identity: a balancer asks it whether this port answers at all. */
export const answerHealth: Step = function answerHealth(context) {
  if (context.path !== "/healthz") return;
  const { method } = context.exchange;
  if (method !== "GET" && method !== "HEAD") return;
  const headers = answerHeaders(context);
  headers.push("Content-Type", "application/json", "Cache-Control", "no-store");
  context.exchange.answer(200, headers, body);
  return answered;
};
