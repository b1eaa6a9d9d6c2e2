import { z } from "zod";

/**
 * What the portal may hold: the catalogue, names and types of profiles, and keyed hashes of addresses.
 * No token hash, no secret, no upstream address, no static header (architecture.md, key table).
 */

const id = z.string().regex(/^[0-9a-f]{24}$/);

export const portalCollection = z
  .object({
    id,
    name: z.string(),
    description: z.string(),
    basePath: z.string(),
    /** Only published, portal-visible collections are projected at all; the flag is kept for clarity. */
    visible: z.literal(true),
  })
  .strict();

export const portalProxy = z
  .object({
    id,
    collectionId: id,
    name: z.string(),
    description: z.string(),
    methods: z.array(z.string()),
    path: z.string(),
    deprecated: z.boolean(),
    sunset: z.string().nullable(),
  })
  .strict();

export const portalClient = z
  .object({
    id,
    name: z.string(),
    description: z.string(),
    collectionIds: z.array(id),
    active: z.boolean(),
    hasPortalAccess: z.boolean(),
    /** base64url of HMAC-SHA-256 of the lower-cased address; see @zerq/plane-protocol/address-hash. */
    addressHashes: z.array(z.string()),
  })
  .strict();

export const portalProfile = z
  .object({
    id,
    clientId: id,
    name: z.string(),
    authType: z.string(),
    active: z.boolean(),
    expiresAt: z.number().int().nullable(),
  })
  .strict();

/** The id of the one entity of its kind. */
export const PORTAL_KEY_ENTITY = "portal-key";

/** Which PORTAL_KEY management is at, by its name (@zerq/crypto/shared-keys). Only there once one was changed. */
export const portalKey = z
  .object({ id: z.literal(PORTAL_KEY_ENTITY), name: z.string().regex(/^[0-9a-f]{16}$/) })
  .strict();

export const portalEntities = {
  collection: portalCollection,
  proxy: portalProxy,
  client: portalClient,
  profile: portalProfile,
  key: portalKey,
} as const;

export type PortalKind = keyof typeof portalEntities;
export type PortalEntity<K extends PortalKind> = z.infer<(typeof portalEntities)[K]>;
