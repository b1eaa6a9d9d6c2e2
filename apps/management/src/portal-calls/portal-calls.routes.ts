import type { SharedKeys } from "@zerq/crypto/shared-keys";
import { AppError } from "@zerq/errors/app-error";
import {
  CALL_LIFETIME_MS,
  openPortalCall,
  PORTAL_CALL_PATH,
  type PortalCall,
  sealPortalAnswer,
} from "@zerq/plane-protocol/portal-call";
import { ProtocolError } from "@zerq/plane-protocol/protocol-error";
import type { Redis } from "@zerq/service/redis";
import express, { type Router } from "express";
import { readBytes } from "../http/read-body.ts";
import type { AnswerCall } from "./answer-call.ts";

/** A call is a few hundred bytes. */
const MAX_CALL_BYTES = 16 * 1_024;

export const unknownService = (log: string) =>
  new AppError("unauthorized", {
    headers: { "WWW-Authenticate": 'Zerq-Service realm="zerq-internal"' },
    log,
  });

/** The portal's calls: sealed by the key that only the two have, for a moment, and once. */
export function portalCallRoutes(parts: {
  /** Derived from PORTAL_KEY and the ones before it with the label "portal-calls". */
  keys: SharedKeys;
  deployment: string;
  redis: Redis;
  answer: AnswerCall;
}): Router {
  const { keys, deployment, redis, answer } = parts;
  const router = express.Router({ caseSensitive: true, strict: true });
  router.post(PORTAL_CALL_PATH, async (request, response) => {
    const text = (await readBytes(request, MAX_CALL_BYTES)).toString("utf8");
    const { call, key } = open(keys, deployment, text);
    await refuseReplay(redis, call);
    const sealed = sealPortalAnswer(key, deployment, call.nonce, await answer(call));
    response.setHeader("Cache-Control", "no-store");
    response.type("text/plain").send(sealed);
  });
  return router;
}

function open(keys: SharedKeys, deployment: string, text: string): ReturnType<typeof openPortalCall> {
  try {
    return openPortalCall(keys, deployment, text, Date.now());
  } catch (error) {
    if (error instanceof ProtocolError) throw unknownService(error.message);
    throw error;
  }
}

/** For all instances: a call that one of them has answered is worth nothing at another. */
async function refuseReplay(redis: Redis, { nonce }: PortalCall): Promise<void> {
  const name = `zerq:internal:call:${nonce}`;
  const isNew = await redis.set(name, "", "PX", 2 * CALL_LIFETIME_MS, "NX").catch((error: unknown) => {
    throw new AppError("service_unavailable", { log: String(error), headers: { "Retry-After": "2" } });
  });
  if (isNew === null) throw unknownService("the call has come before");
}
