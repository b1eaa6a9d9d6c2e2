import { createSigner, parsePrivateKey, type Signer } from "@zerq/crypto/signing";
import { deltaChannel, deltaKey, fullKey, headKey, versionKey } from "@zerq/plane-protocol/channels";
import {
  type DeltaPayload,
  type EntityChange,
  signDelta,
  signFullSnapshot,
  signHead,
} from "@zerq/plane-protocol/delta";
import { SCHEMA_VERSION } from "@zerq/plane-protocol/later-schema";
import type { PortalEntity, PortalKind } from "@zerq/plane-protocol/portal-entities";
import { Redis } from "ioredis";

const AUDIENCE = "portal";

/** Stands for management: signs the portal's projection and publishes it as management does. */
export class Projection {
  readonly redis: Redis;
  readonly #signer: Signer;
  #version = 0;
  #hash = "";

  constructor(redisUrl: string, privateKey: string) {
    this.redis = new Redis(redisUrl);
    this.#signer = createSigner(parsePrivateKey(privateKey));
  }

  /** The first snapshot, of an empty deployment. */
  async begin(): Promise<void> {
    const origin = { deployment: "default", epoch: 1, audience: AUDIENCE, time: Date.now() };
    const full = signFullSnapshot(this.#signer, {
      ...origin,
      schemaVersion: SCHEMA_VERSION,
      version: 0,
      hash: "",
      entities: {},
    });
    await this.redis.set(fullKey(AUDIENCE), full);
    await this.redis.set(headKey(AUDIENCE), signHead(this.#signer, { ...origin, version: 0, hash: "" }));
  }

  put<K extends PortalKind>(kind: K, entity: PortalEntity<K>): Promise<void> {
    return this.publish([{ op: "put", kind, id: entity.id, entity }]);
  }

  async publish(changes: EntityChange[]): Promise<void> {
    const { text, hash } = this.sign({ changes });
    this.#version += 1;
    this.#hash = hash;
    await this.redis.hset(deltaKey(AUDIENCE), String(this.#version), text);
    await this.redis.set(versionKey(AUDIENCE), this.#version);
    await this.redis.publish(deltaChannel(AUDIENCE), text);
  }

  /** The next delta, signed but not published; another signer forges it. */
  sign(fields: Partial<DeltaPayload>, signer = this.#signer): { text: string; hash: string } {
    return signDelta(signer, {
      schemaVersion: SCHEMA_VERSION,
      deployment: "default",
      epoch: 1,
      audience: AUDIENCE,
      version: this.#version + 1,
      previousHash: this.#hash,
      time: Date.now(),
      changes: [],
      ...fields,
    });
  }

  get version(): number {
    return this.#version;
  }
}
