import { clientKind } from "../resources/clients/client.service.ts";
import { collectionKind } from "../resources/collections/collection.service.ts";
import { credentialKind } from "../resources/credentials/credential.service.ts";
import { policyKind } from "../resources/policies/policy.service.ts";
import { profileKind } from "../resources/profiles/profile.service.ts";
import { proxyKind } from "../resources/proxies/proxy.service.ts";
import type { ResourceDocument } from "../resources/resource-document.ts";
import type { ResourceContext, ResourceKind } from "../resources/resource-kind.ts";

/** What a config document can hold, in the order in which it is applied: each refers only to kinds before it. */
export const configKinds = [
  "policies",
  "credentials",
  "collections",
  "proxies",
  "clients",
  "profiles",
] as const;
export type ConfigKind = (typeof configKinds)[number];

/** A kind whose documents and inputs are looked at by name only. */
export type AnyKind = ResourceKind<ResourceDocument, unknown>;
export type KindTable = Readonly<Record<ConfigKind, AnyKind>>;

export function kindTable(context: ResourceContext): KindTable {
  return {
    policies: policyKind(context),
    credentials: credentialKind(context),
    collections: collectionKind(context),
    proxies: proxyKind(context),
    clients: clientKind(context),
    profiles: profileKind(context),
  } as unknown as KindTable;
}

/** A field that holds ids in the API, and keys under another name in a config document. */
export type Reference = { field: string; as: string; to: ConfigKind };

const credential: Reference = { field: "credentialId", as: "credential", to: "credentials" };

export const references: Readonly<Record<ConfigKind, readonly Reference[]>> = {
  policies: [],
  credentials: [],
  collections: [credential],
  proxies: [{ field: "collectionId", as: "collection", to: "collections" }, credential],
  clients: [
    { field: "collectionIds", as: "collections", to: "collections" },
    { field: "policyId", as: "policy", to: "policies" },
  ],
  profiles: [{ field: "clientId", as: "client", to: "clients" }],
};

/** The kinds that others refer to. */
export const referredKinds: readonly ConfigKind[] = ["policies", "credentials", "collections", "clients"];
