import type { ChangeLog } from "../changes/change-log.ts";
import { clientKind } from "./clients/client.service.ts";
import { collectionKind } from "./collections/collection.service.ts";
import { credentialKind } from "./credentials/credential.service.ts";
import { policyKind } from "./policies/policy.service.ts";
import { profileKind } from "./profiles/profile.service.ts";
import { proxyKind } from "./proxies/proxy.service.ts";
import type { ResourceContext } from "./resource-kind.ts";
import { createResourceService, type ResourceService } from "./resource-service.ts";
import { createSettingsService, type SettingsService } from "./settings/settings.service.ts";

type ResourceName = "collections" | "proxies" | "clients" | "profiles" | "policies" | "credentials";
export type Services = Record<ResourceName, ResourceService> & { settings: SettingsService };

/** Every resource's service over one change log. */
export function createServices(context: ResourceContext, changes: ChangeLog): Services {
  return {
    collections: createResourceService(collectionKind(context), changes),
    proxies: createResourceService(proxyKind(context), changes),
    clients: createResourceService(clientKind(context), changes),
    profiles: createResourceService(profileKind(context), changes),
    policies: createResourceService(policyKind(context), changes),
    credentials: createResourceService(credentialKind(context), changes),
    settings: createSettingsService(context, changes),
  };
}
