import { allowedAddresses, deniedAddresses } from "./address-looks.ts";
import { basePath, cors, hosts, maintenance, targets } from "./collection-looks.ts";
import { limit, onLimiterFailure } from "./limit-looks.ts";
import {
  adds,
  allows,
  becomes,
  differs,
  goes,
  grants,
  type Look,
  later,
  replaces,
  rises,
  takes,
  together,
  turns,
} from "./look.ts";
import { authorities, certificateNames, namedParty, requiredClaims, revocation } from "./profile-looks.ts";
import { capture, handler, params, path } from "./proxy-looks.ts";

/** What the table has rules for: every resource of the API, by the plural of its name. */
export type WatchedKind =
  | "policies"
  | "credentials"
  | "collections"
  | "proxies"
  | "clients"
  | "profiles"
  | "settings";

const published = becomes("published", "in_service", "is in service");
const bodies = rises("larger_bodies", "takes larger bodies");
const secret = (message: string) => differs("secret_destination", message);
const tokens = (message: string) => replaces("more_tokens", message);

/**
 * What of each field lets more callers in, lets them do more, or lets more out, than before (threat 28). A field that isn't here
 * opens nothing by itself: docs/widenings.md says why. What shows only beside other resources is in `traffic-warnings.ts`,
 * `weaker-credential.ts` and `other-policy.ts`.
 */
export const rules: Readonly<Record<WatchedKind, Readonly<Record<string, Look>>>> = {
  policies: {
    active: turns(false, "not_limited", "is not enforced any more"),
    rateLimit: limit,
    quota: limit,
    onLimiterFailure,
  },
  credentials: {
    origins: allows("secret_destination", "may be sent to a new origin"),
    tokenUrl: secret("goes to another address"),
    host: secret("goes to another server"),
    port: secret("goes to another server"),
    brokers: secret("goes to other servers"),
    tls: turns(false, "unverified_upstream", "goes over the network unencrypted"),
    sslCa: differs("other_authorities", "goes to servers that other authorities vouch for"),
    caCertificate: differs("other_authorities", "goes to servers that other authorities vouch for"),
    scopes: takes("other_credential", "asks for other scopes"),
    audience: differs("other_credential", "asks for tokens of another audience"),
  },
  collections: {
    status: published,
    hosts,
    basePath,
    gatewayGroups: adds("more_gateways", "is served by the gateways of another group"),
    targetEndpoint: takes("other_target", "sends requests to another target"),
    "upstream.targets": targets,
    "upstream.tls.verify": becomes(
      false,
      "unverified_upstream",
      "does not verify the upstream's certificate",
    ),
    "upstream.tls.ca": differs("other_authorities", "trusts other authorities for its upstream"),
    "upstream.tls.serverName": differs(
      "other_authorities",
      "expects another name in the upstream's certificate",
    ),
    "upstream.forwardIdentity": turns(true, "identity_forwarded", "tells the upstream who calls"),
    credentialId: takes("other_credential", "sends requests with another credential"),
    cors,
    maintenance,
    maxBodyBytes: bodies,
    "portal.visible": turns(true, "portal_access", "shows in the portal"),
    "portal.tokenRotation": turns(true, "portal_access", "lets developers rotate tokens"),
  },
  proxies: {
    status: published,
    methods: adds("more_methods", "answers more methods"),
    path,
    handler,
    credentialId: takes("other_credential", "sends requests with another credential"),
    params,
    requestSchema: goes("less_validated", "is not validated any more"),
    maxBodyBytes: bodies,
    capture,
  },
  clients: {
    active: turns(true, "reactivated", "is active again"),
    collectionIds: grants("access_granted", "may call more APIs"),
    hasPortalAccess: becomes(true, "portal_access", "may use the portal"),
    authorizedEmails: grants("portal_access", "more addresses may use the portal"),
  },
  profiles: {
    active: turns(true, "reactivated", "is active again"),
    authType: becomes("none", "no_credential", "asks for no credential"),
    allowedIps: allowedAddresses,
    deniedIps: deniedAddresses,
    allowedMethods: allows("more_methods", "may use more methods"),
    expiresAt: later("lives_longer", "lives longer"),
    "jwt.issuer": tokens("does not ask for the same issuer any more"),
    "jwt.audience": tokens("does not ask for the same audience any more"),
    "jwt.maxLifetime": rises("more_tokens", "accepts tokens that live longer"),
    "jwt.clockSkew": rises("more_tokens", "accepts expired tokens for longer"),
    "jwt.requiredClaims": requiredClaims,
    "oidc.issuer": tokens("accepts tokens of another issuer"),
    "oidc.audience": tokens("accepts tokens for another audience"),
    "oidc.jwksUri": differs("more_tokens", "takes the issuer's keys from another address"),
    "oidc.algorithms": adds("more_tokens", "accepts tokens of more algorithms"),
    "oidc.tokenKind": differs("more_tokens", "accepts tokens of another kind"),
    "oidc.requiredClaims": together(requiredClaims, namedParty),
    "mtls.caCertificates": authorities,
    "mtls.match": certificateNames,
    "mtls.crl": revocation,
  },
  settings: {
    deniedIps: deniedAddresses,
    maintenance,
    cors,
    maxBodyBytes: bodies,
  },
};
