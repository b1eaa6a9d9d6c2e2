import type { ChangeLog } from "../changes/change-log.ts";
import { clientKind } from "./clients/client.service.ts";
import { collectionKind } from "./collections/collection.service.ts";
import { credentialKind, refuseLaterType } from "./credentials/credential.service.ts";
import { policyKind } from "./policies/policy.service.ts";
import { refuseLaterAuthType } from "./profiles/later-auth-types.ts";
import { profileKind } from "./profiles/profile.service.ts";
import { proxyKind } from "./proxies/proxy.service.ts";
import type { ResourceContext } from "./resource-kind.ts";
import { createResourceService, type ResourceService } from "./resource-service.ts";
import { createSettingsService, type SettingsService } from "./settings/settings.service.ts";

export const resourceNames = [
  "collections",
  "proxies",
  "clients",
  "profiles",
  "policies",
  "credentials",
] as const;
export type ResourceName = (typeof resourceNames)[number];
export type Services = Record<ResourceName, ResourceService> & { settings: SettingsService };

/** Every resource's service over one change log. */
export function createServices(context: ResourceContext, changes: ChangeLog): Services {
  return {
    collections: createResourceService(collectionKind(context), changes),
    proxies: createResourceService(proxyKind(context), changes),
    clients: createResourceService(clientKind(context), changes),
    profiles: refusingFirst(refuseLaterAuthType, createResourceService(profileKind(context), changes)),
    policies: createResourceService(policyKind(context), changes),
    credentials: refusingFirst(refuseLaterType, createResourceService(credentialKind(context), changes)),
    settings: createSettingsService(context, changes),
  };
}

/** A kind of the data model without behaviour is `not_supported` before it is a wrong shape. */
function refusingFirst(refuse: (body: unknown) => void, service: ResourceService): ResourceService {
  return {
    ...service,
    async create(context, body) {
      refuse(body);
      return service.create(context, body);
    },
    async update(context, id, body, ifMatch, mode) {
      refuse(body);
      return service.update(context, id, body, ifMatch, mode);
    },
  };
}

/** Creates the indexes of every collection; harmless when they are there. */
export async function ensureIndexes(context: ResourceContext): Promise<void> {
  for (const kind of [collectionKind, proxyKind, clientKind, profileKind, policyKind, credentialKind]) {
    const { model } = kind(context) as {
      model: { createCollection(): Promise<unknown>; createIndexes(): Promise<void> };
    };
    await model.createCollection();
    await model.createIndexes();
  }
}
