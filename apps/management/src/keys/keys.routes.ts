import { keyPurposes } from "@zerq/crypto/wrapped-key";
import { z } from "zod";
import type { ActorContext } from "../changes/change.ts";
import { declareRoute, type Route } from "../http/route.ts";
import type { KeyRotation } from "./key-rotation.model.ts";
import { rotationReasons, rotationStates } from "./key-rotation.model.ts";
import type { keyStatus, rotationView } from "./key-status.ts";

/** What the routes work on. */
export type KeyService = {
  status(): ReturnType<typeof keyStatus>;
  rewrap(actor: ActorContext): Promise<{ rewrapped: number; total: number; version: number }>;
  rotate(
    actor: ActorContext,
    purposes: KeyRotation["purposes"],
  ): Promise<{ rotation: ReturnType<typeof rotationView>; version: number }>;
};

const purpose = z.enum(keyPurposes);
const time = z.iso.datetime();

const rotation = z.strictObject({
  id: z.string(),
  state: z.enum(rotationStates),
  reason: z.enum(rotationReasons),
  purposes: z.array(purpose),
  startedBy: z.strictObject({ subject: z.string(), name: z.string() }),
  startedAt: time,
  activatedAt: time.nullable(),
  finishedAt: time.nullable(),
  documents: z.strictObject({ total: z.int(), rewritten: z.int() }),
  unreadable: z.array(z.strictObject({ collection: z.string(), id: z.string(), field: z.string() })),
  waitingFor: z.array(z.string()),
});

const status = z.strictObject({
  /** Null while the provider doesn't answer. */
  masterKey: z.string().nullable(),
  messagesPerKey: z.int(),
  keys: z.array(
    z.strictObject({
      id: z.string(),
      purpose,
      state: z.enum(["active", "retired", "announced"]),
      createdAt: time,
      retiredAt: time.nullable(),
      ageSeconds: z.int(),
      masterKey: z.string(),
      wrappedByCurrent: z.boolean(),
      uses: z.int(),
      documents: z.int().nullable(),
    }),
  ),
  instances: z.array(
    z.strictObject({
      id: z.string(),
      host: z.string(),
      seenAt: time,
      hasMasterKey: z.boolean(),
      missingKeys: z.array(z.string()),
    }),
  ),
  /** The keys that gateways and portal hold too, or the public half of, by name. */
  shared: z.array(
    z.strictObject({
      setting: z.string(),
      inUse: z.string(),
      /** The one that comes into use once nobody is waited for; null when that is the one in use. */
      next: z.string().nullable(),
      waitingFor: z.array(z.string()),
    }),
  ),
  /** What each known gateway says that it accepts, by name; null for one of before gateways said so. */
  gateways: z.array(
    z.strictObject({
      workerId: z.string(),
      group: z.string(),
      snapshotKeys: z.array(z.string()).nullable(),
      verifyKeys: z.array(z.string()).nullable(),
    }),
  ),
  rotation: rotation.nullable(),
});

const rotateInput = z.strictObject({
  purposes: z
    .array(purpose)
    .min(1)
    .refine((all) => new Set(all).size === all.length, "must not name a purpose twice")
    .default(["data"]),
});

const changeErrors = [
  "validation_failed",
  "bad_request",
  "unsupported_media_type",
  "body_too_large",
  "conflict",
  "idempotency_conflict",
  "service_unavailable",
] as const;

/** The random keys of the deployment: which there are, and how they are changed. Never a key itself. */
export function keyRoutes(service: KeyService): Route[] {
  return [
    declareRoute({
      method: "get",
      path: "/keys",
      permission: "keys:manage",
      summary: "The keys of the deployment, what uses them, and how far a rotation is",
      response: status,
      status: 200,
      errors: ["service_unavailable"],
      handle: async () => ({ body: await service.status() }),
    }),
    declareRoute({
      method: "post",
      path: "/keys/rewrap",
      permission: "keys:manage",
      summary: "Wrap every key anew under the current master key",
      body: z.strictObject({}),
      bodyOptional: true,
      response: z.strictObject({ rewrapped: z.int(), total: z.int() }),
      status: 200,
      errors: changeErrors,
      async handle({ context }) {
        const { version, ...body } = await service.rewrap(context);
        return { body, configVersion: version };
      },
    }),
    declareRoute({
      method: "post",
      path: "/keys/rotate",
      permission: "keys:manage",
      summary: "Make new keys and encrypt everything anew, in the background",
      body: rotateInput,
      bodyOptional: true,
      response: z.strictObject({ rotation }),
      status: 200,
      errors: changeErrors,
      async handle({ context, body }) {
        const begun = await service.rotate(context, body?.purposes ?? ["data"]);
        return { body: { rotation: begun.rotation }, configVersion: begun.version };
      },
    }),
  ];
}
