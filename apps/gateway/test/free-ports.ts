import { freePort } from "@zerq/test-kit/free-port";

/** Different ports on which nothing listens at the moment. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}
