import type { Audience } from "@zerq/plane-protocol/delta";

/** One text for each audience: the hash or the signed delta of its chain. */
export type AudienceTexts = Readonly<Partial<Record<Audience, string>>>;

/** The group that collections and gateways belong to when nobody says otherwise; always declared. */
export const DEFAULT_GROUP = "default";

export const groupAudience = (group: string): Audience => `gateway:${group}`;
export const gatewayAudience: Audience = groupAudience(DEFAULT_GROUP);
export const portalAudience: Audience = "portal";

const groupPrefix = groupAudience("");

/** The gateway group whose audience it is; undefined for the portal. */
export const groupOf = (audience: Audience): string | undefined =>
  audience.startsWith(groupPrefix) ? audience.slice(groupPrefix.length) : undefined;

export const audiencesOf = (texts: AudienceTexts): Audience[] => Object.keys(texts) as Audience[];

/** The declared gateway groups, by the chains that there are. */
export const groupsOf = (texts: AudienceTexts): string[] =>
  audiencesOf(texts).flatMap((audience) => groupOf(audience) ?? []);
