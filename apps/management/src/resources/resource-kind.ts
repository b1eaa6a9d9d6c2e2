import type { KeyObject } from "node:crypto";
import type { KeyRing } from "@zerq/crypto/key-ring";
import type { AppError } from "@zerq/errors/app-error";
import type { EntityChange } from "@zerq/plane-protocol/delta";
import type { ClientSession, Connection, Model } from "mongoose";
import type { z } from "zod";
import type { ActorContext, DocumentWrite } from "../changes/change.ts";
import type { ForGroups } from "../changes/group-changes.ts";
import type { Head } from "../changes/head.ts";
import type { Reading } from "../changes/transaction-documents.ts";
import type { Later } from "./not-supported.ts";
import type { ResourceDocument } from "./resource-document.ts";
import type { WatchedKind } from "./widenings/rules.ts";
import type { Warning } from "./widenings/warning.ts";

/** What resources are built with. */
export type ResourceContext = {
  connection: Connection;
  ring: KeyRing;
  deployment: string;
  /** Seals secrets for the gateways' audience: the one in use at this moment, see `onHead`. */
  readonly snapshotKey: KeyObject;
  /** Hashes addresses for the portal's audience; derived from the PORTAL_KEY in use. */
  readonly addressKey: KeyObject;
  /** Which PORTAL_KEY that is, by name. */
  readonly portalKeyName?: string;
  /**
   * Called with each head that something is projected at: which keys are in use, it says.
   * @throws AppError `service_unavailable` when this instance doesn't hold them
   */
  readonly onHead?: (head: Pick<Head, "planeKeys">) => void;
  /** The refusal of an outbound address, or undefined. */
  checkEgress(url: string): AppError | undefined;
};

/** What each gateway group and the portal get to know. */
export type Projection = { gateways: ForGroups; portal: EntityChange[] };

/** Something else that a change of one resource brings with it: a default profile, a cascade. */
export type Consequence = Projection & {
  writes: DocumentWrite[];
  /** Shown in this answer and never again. */
  shown?: Record<string, unknown>;
  /** For the audit entry: what else was touched. */
  audit?: Record<string, unknown>;
};

/** Resources as a change that is only looked at would leave them, by id; null for what it would delete. */
export type Staged<D> = ReadonlyMap<string, D | null>;

/** One kind of resource: its shape, its rules and its projections. Everything else is the same for all of them. */
export type ResourceKind<D extends ResourceDocument, I> = {
  type: string;
  plural: Exclude<WatchedKind, "settings">;
  model: Model<D>;
  /** The whole resource on writing; PATCH is merged first and held to the same shape. */
  input: z.ZodType<I>;
  /** What has no behaviour yet. */
  later: Later;
  /** Fields that must not change after creation. */
  fixed?: readonly string[];
  /** Objects that a patch replaces as a whole, such as a secret: merging two of them would mean something else. */
  replaced?: readonly string[] | ((patch: Readonly<Record<string, unknown>>) => readonly string[]);
  filters: Readonly<Record<string, (value: string) => unknown>>;
  /** Filters that are more than a field and its value: each gives a whole condition, and has an index of its own. */
  conditions?: Readonly<Record<string, { of(value: string): object; index: Record<string, 1> }>>;
  nameOf(input: I): string;
  /** The document's own fields; secrets encrypted, kept ones taken from `existing`. */
  toFields(input: I, existing: D | null, id: string): Omit<D, keyof ResourceDocument>;
  /** The resource in the shape of its input, for PATCH. */
  toInput(document: D): Record<string, unknown>;
  /** What a read answers; secrets as `{set, source}`. */
  view(document: D): Record<string, unknown>;
  /** Adds to views what is known besides the documents. Never in the audit. */
  complete?(views: readonly Record<string, unknown>[]): Promise<void>;
  /** As `view` for the audit, where that may not be stored as it is. */
  auditView?(document: D): Record<string, unknown>;
  /** The submitted body for the audit: secrets as keyed fingerprints. */
  auditBody?(body: unknown): unknown;
  /** Reads through the session and throws AppError when the document must not be stored like this. */
  check(session: ClientSession, document: D, before: D | null, actor: ActorContext["actor"]): Promise<void>;
  /** What a change of the document needs to read besides itself. */
  leadsTo?(document: D): readonly Reading[];
  /**
   * What a change opens beside other resources (threat 28); what its own fields open is in `widenings/rules.ts`.
   * @param staged of the same kind: they count in place of what is stored
   */
  widenings?(
    session: ClientSession | null,
    change: { before: D | null; after: D | null },
    staged?: Staged<D>,
  ): Promise<Warning[]>;
  /** What refers to the document, as `type id` names: a non-empty answer refuses its deletion. */
  referrers(session: ClientSession, document: D): Promise<string[]>;
  /**
   * What a creation by hand brings with it: a default profile, a first token. May complete the document. A kind has either
   * this or `onWrite`.
   */
  onCreate?(session: ClientSession, document: D): Promise<Consequence>;
  /** What a creation or an update brings with it. */
  onWrite?(session: ClientSession, document: D): Promise<Consequence | undefined>;
  onDelete?(session: ClientSession, document: D): Promise<Consequence>;
  project(session: ClientSession, document: D, before: D | null): Promise<Projection>;
  unproject(document: D): Projection;
};
