import { randomId } from "@zerq/crypto/random";
import { clientKind } from "../../../apps/management/src/resources/clients/client.service.ts";
import { collectionKind } from "../../../apps/management/src/resources/collections/collection.service.ts";
import { credentialKind } from "../../../apps/management/src/resources/credentials/credential.service.ts";
import { placeOf } from "../../../apps/management/src/resources/cursor.ts";
import { policyKind } from "../../../apps/management/src/resources/policies/policy.service.ts";
import {
  newTokenProfile,
  newTokenVersion,
} from "../../../apps/management/src/resources/profiles/new-token-profile.ts";
import { profileKind } from "../../../apps/management/src/resources/profiles/profile.service.ts";
import { proxyKind } from "../../../apps/management/src/resources/proxies/proxy.service.ts";
import type { ResourceDocument } from "../../../apps/management/src/resources/resource-document.ts";
import type { ResourceKind } from "../../../apps/management/src/resources/resource-kind.ts";
import { toDocument } from "../../../apps/management/src/resources/resource-plan.ts";
import type { ResourceInstance } from "../../../apps/management/test/data-paths/resource-instance.ts";

/** The size that the product is built for. */
export const fullSize = {
  ...{ clients: 10_000, profiles: 30_000, proxies: 5_000, collections: 500, policies: 200, credentials: 200 },
};
export type Sizes = typeof fullSize;

/** What the load needs to know of what is there. */
export type Seeded = {
  clientIds: string[];
  profileIds: string[];
  proxyIds: string[];
  /** Cursors to the middle of two lists, as a caller has them who has come so far. */
  middle: { profiles: string; clientsByName: string };
};

const BATCH = 1_000;
const teams = 50;
const label = (index: number) => ({ labels: { team: `team-${index % teams}` } });

/**
 * Fills the database with documents as the product makes them: input through the resources' own schemas, documents by their
 * own code. Only the changes are left out, which would be 45,000 transactions.
 */
export async function seed({ context }: ResourceInstance, sizes: Sizes): Promise<Seeded> {
  const policies = await insert(policyKind(context), sizes.policies, (index) => ({
    name: `Policy ${index}`,
    rateLimit: { max: 100 + index, interval: "1m" },
  }));
  const credentials = await insert(credentialKind(context), sizes.credentials, (index) => ({
    ...{
      name: `Account ${index}`,
      type: "basic",
      username: `user-${index}`,
      password: { value: `password ${index}` },
    },
    ...{ origins: ["http://127.0.0.1:9"], ...label(index) },
  }));
  const collections = await insert(collectionKind(context), sizes.collections, (index) => ({
    ...{ name: `API ${index}`, basePath: `/api-${index}`, targetEndpoint: "http://127.0.0.1:9" },
    ...{ status: "published", credentialId: credentials[index] ?? null, ...label(index) },
  }));
  const proxyIds = await insert(proxyKind(context), sizes.proxies, (index) => ({
    ...{ name: `Endpoint ${index}`, collectionId: collections[index % collections.length] },
    ...{ methods: ["GET"], path: `/resource-${index}/{id}`, targetPath: "/v1/{id}" },
    ...{ status: "published", ...label(index) },
  }));
  const clientIds = await insert(clientKind(context), sizes.clients, (index) => ({
    ...{ name: `Partner ${index}`, email: `partner-${index}@example.com`, ...label(index) },
    policyId: policies[index % policies.length],
    collectionIds: [1, 2, 3].map((step) => collections[(index * step) % collections.length]),
  }));
  await insertDefaultProfiles(context, clientIds);
  const more = sizes.profiles - sizes.clients;
  const profileIds = await insert(
    profileKind(context),
    more,
    (index) => ({ name: `Profile ${index}`, clientId: clientIds[index % clientIds.length], ...label(index) }),
    (document) => {
      document.token = { versions: [newTokenVersion(context.ring, document._id.toHexString()).version] };
    },
  );
  const clients = clientKind(context).model;
  const client = await clients.findOne({ key: `client-${sizes.clients / 2}` }).lean();
  const profile = await profileKind(context)
    .model.findOne({ key: `profile-${more / 2}` })
    .lean();
  if (client === null || profile === null) throw new Error("the middle is not there");
  const middle = {
    profiles: cursorAt("createdAt", profile.createdAt, profile._id.toHexString()),
    clientsByName: cursorAt("name", client.name, client._id.toHexString()),
  };
  return { clientIds, profileIds, proxyIds, middle };
}

function cursorAt(sort: string, value: unknown, id: string): string {
  return Buffer.from(JSON.stringify(placeOf(sort, [value], id))).toString("base64url");
}

async function insert<D extends ResourceDocument, I>(
  kind: ResourceKind<D, I>,
  count: number,
  input: (index: number) => object,
  finish: (document: D) => void = () => undefined,
): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < count; from += BATCH) {
    const documents = Array.from({ length: Math.min(BATCH, count - from) }, (_, step) => {
      const index = from + step;
      const id = randomId();
      ids.push(id);
      const document = toDocument(kind, kind.input.parse(input(index)), null, {
        id,
        key: `${kind.type}-${index}`,
      });
      // As if they had been made one after the other.
      document.createdAt = new Date(Date.now() - (count - index) * 1_000);
      finish(document);
      return document;
    });
    await kind.model.collection.insertMany(documents as never[]);
  }
  return ids;
}

async function insertDefaultProfiles(
  context: ResourceInstance["context"],
  clientIds: string[],
): Promise<void> {
  const { model } = profileKind(context);
  for (let from = 0; from < clientIds.length; from += BATCH) {
    const profiles = clientIds
      .slice(from, from + BATCH)
      .map((clientId, step) => ({ clientId, clientKey: `client-${from + step}`, name: "Default" }))
      .map((about) => newTokenProfile(context.ring, about).profile);
    await model.collection.insertMany(profiles as never[]);
  }
}
