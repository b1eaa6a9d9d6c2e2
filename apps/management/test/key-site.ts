import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestIdentityProvider, type TestIdentityProvider } from "@zerq/test-kit/identity-provider";
import { testKeys } from "@zerq/test-kit/keys";
import { type FreshRedis, freshDatabase, freshRedis } from "@zerq/test-kit/stores";
import { expect } from "vitest";
import { type GatewayProcess, startGateway } from "./gateway-process.ts";
import { create, type Resource } from "./samples.ts";
import { type ServiceInstance, startInstance } from "./service-instance.ts";

export type KeyedClient = Resource & { defaultProfile: { id: string; token: string } };
export type KeyStatus = { setting: string; inUse: string; next: string | null; waitingFor: string[] };

/** Processes start and stop several times, beside others on the same cores. */
export const WITHIN = { timeout: 90_000, interval: 100 };

/** Management and gateways as processes, each with keys of its own, over one set of stores and one upstream. */
export class KeySite {
  readonly keys = testKeys();
  readonly directory = mkdtempSync(join(tmpdir(), "zerq-keys-"));
  readonly mongo = freshDatabase();
  readonly redis: FreshRedis;
  readonly #identity: TestIdentityProvider;
  readonly #upstream: Server;
  readonly #gateways: GatewayProcess[] = [];
  readonly #instances: ServiceInstance[] = [];

  private constructor(redis: FreshRedis, identity: TestIdentityProvider, upstream: Server) {
    this.redis = redis;
    this.#identity = identity;
    this.#upstream = upstream;
  }

  static async open(): Promise<KeySite> {
    // Answers only who brings the credential's secret.
    const upstream = createServer((request, response) => {
      response.writeHead(request.headers["x-api-key"] === "the-secret" ? 200 : 418).end();
    });
    await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
    const identity = await startTestIdentityProvider("http://127.0.0.1:9");
    return new KeySite(await freshRedis(), identity, upstream);
  }

  /** @param more settings in the place of the site's own */
  async manage(more: Record<string, string>): Promise<ServiceInstance> {
    const { CONFIG_VERIFY_KEYS: _, ...keys } = this.keys;
    const { mongo: MONGODB_URI, redis } = this;
    const own = { ...keys, MONGODB_URI, REDIS_URL: redis.url, EGRESS_ALLOW: "127.0.0.0/8:*" };
    const instance = await startInstance(this.#identity, { ...own, ...more });
    this.#instances.push(instance);
    return instance;
  }

  /** A gateway, whether it gets ready or not. */
  async begin(more: Record<string, string>): Promise<GatewayProcess> {
    const { CONFIG_VERIFY_KEYS, SNAPSHOT_KEY } = this.keys;
    const own = { CONFIG_VERIFY_KEYS, SNAPSHOT_KEY, REDIS_URL: this.redis.url };
    const gateway = await startGateway({ ...own, ...more });
    this.#gateways.push(gateway);
    return gateway;
  }

  /** A gateway that is ready. */
  async serve(more: Record<string, string>): Promise<GatewayProcess> {
    const gateway = await this.begin(more);
    await expect.poll(() => gateway.readiness(), WITHIN).toBe(200);
    return gateway;
  }

  async stop(...ended: readonly GatewayProcess[]): Promise<void> {
    await Promise.all(ended.map((gateway) => gateway.stop()));
    for (const gateway of ended) this.#gateways.splice(this.#gateways.indexOf(gateway), 1);
  }

  /** A published path whose upstream wants a secret, and a client that may call it. */
  async publish({ call }: ServiceInstance): Promise<KeyedClient> {
    const origin = `http://127.0.0.1:${(this.#upstream.address() as AddressInfo).port}`;
    const secret = { apiKey: { value: "the-secret" }, origins: [origin] };
    const credential = await create(call, "credentials", secret);
    const of = { name: "turn", status: "published", credentialId: credential.id };
    const at = { basePath: "/turn", targetEndpoint: origin };
    const collection = await create(call, "collections", { ...of, ...at });
    const path = { collectionId: collection.id, methods: ["GET"], path: "/a", targetPath: "/a" };
    await create(call, "proxies", { name: "turn", status: "published", ...path });
    const body = {
      name: "Turning",
      email: "turn@example.com",
      authorizedEmails: ["turn@example.com"],
      collectionIds: [collection.id],
    };
    return (await call<KeyedClient>("POST", "/clients?wait=applied", body)).body;
  }

  async close(): Promise<void> {
    await Promise.all(this.#gateways.map((gateway) => gateway.stop()));
    await Promise.all(this.#instances.map((instance) => instance.kill("SIGKILL")));
    await Promise.all([this.#identity.stop(), this.redis.stop()]);
    this.#upstream.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Where the key of one setting stands. */
export async function keyOf({ call }: ServiceInstance, setting: string): Promise<KeyStatus | undefined> {
  const { body } = await call<{ shared: KeyStatus[] }>("GET", "/keys");
  return body.shared.find((each) => each.setting === setting);
}
