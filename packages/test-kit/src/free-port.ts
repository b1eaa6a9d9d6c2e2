import * as stack from "@zerq/dev-stack/free-port";

/** So many test workers have a range of ports each: else two of them choose the same one before either opens it. */
const RANGES = 16;
const width = Math.floor((stack.PORTS.behindLast - stack.PORTS.first) / RANGES);
const handedOut = new Set<number>();

/**
 * A TCP port of the loopback interface on which nothing listens, and which this worker hasn't got yet; for tests of services, which
 * don't know the development stack.
 */
export async function freePort(): Promise<number> {
  const first = stack.PORTS.first + (Number(process.env.VITEST_POOL_ID ?? 0) % RANGES) * width;
  for (;;) {
    const port = await stack.freePort({ first, behindLast: first + width });
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    return port;
  }
}
