import { AppError } from "@zerq/errors/app-error";
import type { StaticRoute } from "../../snapshot/route.ts";
import { answerHeaders } from "../answer-headers.ts";
import type { RequestContext } from "../context.ts";
import { readBody } from "../read-body.ts";
import { answered, type Step } from "../step.ts";

export type StaticOptions = {
  /** Bytes, of routes that set none. */
  readonly maxBodyBytes: number;
  /** Milliseconds, of routes that set none. */
  readonly idleBodyMs: number;
};

/** Answers a proxy whose answer is configured; a request that is to be forwarded passes through. */
export function answerStatic({ maxBodyBytes, idleBodyMs }: StaticOptions): Step {
  return function answerStatic(context) {
    const route = context.live;
    if (route?.kind !== "static") return;
    if (route.missingEnv !== undefined)
      throw new AppError("credential_unavailable", {
        log: `the environment variable ${route.missingEnv} is missing or may not be read`,
      });
    if (context.contentLength === 0 || context.body !== undefined) return answer(context, route);
    // The body is read and dropped: unread, it would cost the caller its connection.
    const limits = { maxBytes: route.maxBodyBytes ?? maxBodyBytes, idleMs: route.idleBodyMs ?? idleBodyMs };
    return readBody(context.exchange, limits, () => undefined).then(() => answer(context, route));
  };
}

function answer(context: RequestContext, route: StaticRoute): typeof answered {
  const headers = answerHeaders(context);
  const { add } = route.responseHeaders;
  for (let index = 0; index < add.length; index += 1) headers.push(add[index] as string);
  context.exchange.answer(route.status, headers, route.body);
  return answered;
}
