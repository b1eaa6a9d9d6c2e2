/** Milliseconds for a whole answer. */
const TIMEOUT_MS = 5_000;

/** Reaches an identity provider; whoever makes it sees to it that it passes the egress guard. */
export type Fetch = typeof fetch;

/**
 * The text behind an address, without following redirects: who answers for an issuer is its origin alone.
 * @throws Error when it takes too long, is refused, or is longer than `maxBytes`
 */
export async function fetchText(fetch: Fetch, url: string, maxBytes: number): Promise<string> {
  const bytes = await fetchBytes(fetch, url, maxBytes, "application/json, application/jwk-set+json");
  return bytes.toString("utf8");
}

/** As `fetchText`, for what is no text. @throws Error */
export async function fetchBytes(
  fetch: Fetch,
  url: string,
  maxBytes: number,
  accept = "*/*",
): Promise<Buffer> {
  const answer = await fetch(url, {
    redirect: "error",
    headers: { accept },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (answer.status !== 200) {
    await answer.body?.cancel();
    throw new Error(`${url} answered ${answer.status}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    // Leaving the loop cancels the rest of the answer.
    if (size > maxBytes) throw new Error(`${url} answered with more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
