import * as stack from "@zerq/dev-stack/free-port";

/** A TCP port of the loopback interface on which nothing listens; for tests of services, which don't know the development stack. */
export function freePort(): Promise<number> {
  return stack.freePort();
}
