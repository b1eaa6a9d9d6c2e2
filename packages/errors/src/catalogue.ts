/**
 * Every error code of the product with its HTTP status and the caller's text. `docs/errors.md` is generated
 * from this file. Messages never carry internals: what went wrong inside goes to the log, not here.
 */
export const catalogue = {
  // The request as bytes (gateway step 1) and shape (management).
  bad_request: { status: 400, message: "The request is malformed." },
  body_too_large: { status: 413, message: "The request body is larger than allowed." },
  uri_too_long: { status: 414, message: "The request target is longer than allowed." },
  headers_too_large: { status: 431, message: "The request headers are larger than allowed." },
  request_timeout: { status: 408, message: "The request did not arrive in time." },
  unsupported_media_type: { status: 415, message: "The content type of the body is not supported here." },
  validation_failed: { status: 400, message: "The request does not match what this endpoint accepts." },
  not_supported: { status: 400, message: "A field of the request is not supported by this version." },

  // Who is calling.
  missing_headers: { status: 401, message: "The identity headers are missing or malformed." },
  unauthorized: { status: 401, message: "The credentials are not valid." },
  token_expired: { status: 401, message: "The token has expired." },
  session_expired: { status: 401, message: "The session has ended. Sign in again." },
  link_invalid: { status: 401, message: "The sign-in link is not valid any more. Ask for a new one." },
  auth_throttled: { status: 429, message: "Too many failed attempts. Try again later." },
  forbidden: { status: 403, message: "Your role does not allow this." },
  csrf_failed: { status: 403, message: "The request does not come from the signed-in page." },
  portal_access_denied: { status: 403, message: "This address has no access to the portal." },
  client_inactive: { status: 403, message: "The client is not active." },
  profile_inactive: { status: 403, message: "The profile is not active." },
  profile_expired: { status: 403, message: "The profile has expired." },
  ip_not_allowed: { status: 403, message: "Requests from this address are not allowed." },
  collection_access_denied: { status: 403, message: "The client may not call this API." },

  // Where to.
  route_not_found: { status: 404, message: "No such route." },
  not_found: { status: 404, message: "No such resource." },
  method_not_allowed: { status: 405, message: "The method is not allowed here." },
  maintenance: { status: 503, message: "This API is under maintenance." },
  route_invalid: { status: 503, message: "This route is not in service." },

  // How much.
  rate_limit_exceeded: { status: 429, message: "The rate limit is used up." },
  quota_exceeded: { status: 429, message: "The quota is used up." },
  limiter_unavailable: { status: 503, message: "Limits can not be checked at the moment." },
  too_many_requests: { status: 429, message: "Too many requests. Try again later." },

  // The upstream.
  upstream_unreachable: { status: 502, message: "The upstream could not be reached." },
  upstream_timeout: { status: 504, message: "The upstream did not answer in time." },
  circuit_open: { status: 503, message: "The upstream is failing and is not being called." },
  credential_unavailable: { status: 500, message: "The upstream credential is not available." },

  // The state of things (management).
  conflict: { status: 409, message: "The change conflicts with what exists." },
  referenced: { status: 409, message: "The resource is still referred to." },
  precondition_required: { status: 428, message: "Send If-Match with the revision you changed." },
  precondition_failed: { status: 412, message: "The resource has changed since it was read." },
  idempotency_conflict: { status: 409, message: "The idempotency key was used for another request." },
  history_gone: { status: 410, message: "What these versions changed is not kept any more." },
  secret_unreadable: { status: 500, message: "A stored secret can not be decrypted. Enter it again." },
  egress_not_allowed: { status: 400, message: "This address may not be called. See EGRESS_ALLOW." },
  no_gateway: { status: 503, message: "No gateway is connected that could do this." },
  not_ready: { status: 503, message: "The service is not ready." },
  config_stale: { status: 503, message: "The configuration is too old to be enforced." },
  service_unavailable: { status: 503, message: "The service is not available at the moment." },
  internal_error: { status: 500, message: "Something went wrong on our side." },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof catalogue;
