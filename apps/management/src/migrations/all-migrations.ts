import type { CollectionDocument } from "../resources/collections/collection.model.ts";
import { placesOf } from "../resources/collections/hosts.ts";
import { certificateExpiries } from "../resources/credentials/certificate-expiries.ts";
import type { CredentialDocument } from "../resources/credentials/credential.model.ts";
import { openStoredSecret } from "../resources/credentials/open-stored-secret.ts";
import { expiriesOf } from "../resources/profiles/expiries.ts";
import type { ProfileDocument } from "../resources/profiles/profile.model.ts";
import { labelPairs, type ResourceDocument } from "../resources/resource-document.ts";
import { backfill } from "./backfill.ts";
import { dropSupersededIndexes } from "./drop-superseded-indexes.ts";
import type { Migration } from "./migration.ts";

const resources = ["collections", "proxies", "clients", "profiles", "policies", "credentials"];

/**
 * In this order, at every start. A new one goes to the end, and none is taken out as long as a version that needs it may be
 * upgraded from (docs/upgrading.md).
 */
export const allMigrations: readonly Migration[] = [
  dropSupersededIndexes,
  ...resources.map((collection) =>
    backfill<ResourceDocument>({
      collection,
      field: "labelPairs",
      what: "labels are stored in the form that lists and prunes look for",
      derive: ({ labels }) => labelPairs(labels ?? {}),
    }),
  ),
  backfill<CollectionDocument>({
    collection: "collections",
    field: "places",
    what: "base path and hosts are stored together, so that an index holds them apart",
    derive: ({ hosts, basePath }) => placesOf({ hosts: hosts ?? [], basePath }),
  }),
  backfill<ProfileDocument>({
    collection: "profiles",
    field: "expiries",
    what: "what ends is stored where one index finds it",
    derive: (document) => expiriesOf({ ...document, token: document.token ?? { versions: [] } }),
  }),
  backfill<CredentialDocument>({
    collection: "credentials",
    field: "expiries",
    what: "when client certificates end is stored where one index finds it",
    derive(document, context) {
      const stored = document.secrets?.clientCertificate;
      if (stored?.source !== "value") return [];
      return certificateExpiries(openStoredSecret(context, document, "clientCertificate", stored).reveal());
    },
  }),
];
