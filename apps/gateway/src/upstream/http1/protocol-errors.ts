/** An upstream's answer that can't be taken: what it means isn't certain, so nothing of it and nothing behind it is used. */
export class UpstreamProtocolError extends Error {
  readonly code = "UPSTREAM_PROTOCOL";
}

/** The connection ended before the answer did. */
export class UpstreamClosedError extends Error {
  readonly code = "UPSTREAM_CLOSED";
}

/** The head of an answer, or the next piece of its body, didn't come in time. */
export class UpstreamTimeoutError extends Error {
  readonly code = "ETIMEDOUT";
}
