import type { KeyObject } from "node:crypto";
import type { CertificateVerifier } from "@zerq/auth/certificates/certificate-verifier";
import type { TokenVerifier } from "@zerq/auth/jwt-verdict";
import { AddressSet } from "../address/address-set.ts";
import type { LimitRule, QuotaRule } from "../limits/limiter.ts";
import { HostIndex } from "./host-index.ts";
import type { Maintenance } from "./maintenance.ts";
import { ShardedMap } from "./sharded-map.ts";
import { TokenPeppers } from "./token-peppers.ts";

export type TokenVersion = {
  readonly id: string;
  readonly hash: Buffer;
  /** Which of the peppers the hash was made with. */
  readonly pepper: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | null;
};

/** One shared secret of a jwt profile. */
export type JwtVersion = {
  readonly id: string;
  readonly secret: KeyObject;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | null;
};

export type Profile = {
  readonly id: string;
  readonly clientId: string;
  readonly authType: string;
  readonly tokenVersions: readonly TokenVersion[];
  readonly jwtVersions: readonly JwtVersion[];
  /** Verifies what the caller sends, for types with rules of their own: compiled once for all requests. */
  readonly verifier: TokenVerifier<JwtVersion | undefined> | undefined;
  /** The same for certificates. */
  readonly certificates: CertificateVerifier | undefined;
  /** The rules behind a verifier as text: whether two profiles accept the same is whether these are the same. */
  readonly rules: string;
  /** Undefined: all methods. */
  readonly allowedMethods: ReadonlySet<string> | undefined;
  readonly allowedAddresses: AddressSet;
  readonly deniedAddresses: AddressSet;
  readonly active: boolean;
  readonly expiresAt: number | null;
};

export type Client = {
  readonly id: string;
  readonly collectionIds: ReadonlySet<string>;
  readonly active: boolean;
  readonly limit: ClientLimit;
};

/** `invalid`: there is a policy that can't be enforced, so nothing is admitted. */
export type ClientLimit =
  | { readonly kind: "none" }
  | {
      readonly kind: "limited";
      /** At least one of them is there. */
      readonly rate: LimitRule | undefined;
      readonly quota: QuotaRule | undefined;
      readonly policyHeader: string;
    }
  | { readonly kind: "invalid"; readonly reason: string };

/** One version of the config, as the steps read it. Immutable: a new version is a new table, swapped by one reference. */
export type RoutingTable = {
  readonly version: number;
  readonly profiles: ShardedMap<Profile>;
  readonly clients: ShardedMap<Client>;
  readonly collections: HostIndex;
  /** Denied for everybody. */
  readonly deniedAddresses: AddressSet;
  /** Of everything. */
  readonly maintenance: Maintenance | undefined;
  readonly tokenPeppers: TokenPeppers;
};

/** A table in which nothing exists; there is no pepper, so that no token fits. */
export function emptyTable(): RoutingTable {
  return {
    version: 0,
    profiles: ShardedMap.empty(),
    clients: ShardedMap.empty(),
    collections: HostIndex.of([]),
    deniedAddresses: AddressSet.empty,
    maintenance: undefined,
    tokenPeppers: TokenPeppers.none(),
  };
}
