import type { UpstreamTarget } from "../snapshot/route.ts";

/**
 * One of the targets by chance, in proportion to their weights: the same over all workers, without anything shared.
 * @param may leaves targets out, such as those whose circuit is open
 * @param random from 0 to below 1
 */
export function pickTarget(
  targets: readonly UpstreamTarget[],
  may: (target: UpstreamTarget) => boolean,
  random: () => number = Math.random,
): UpstreamTarget | undefined {
  const open = targets.filter((target) => target.weight > 0 && may(target));
  let left = random() * open.reduce((sum, { weight }) => sum + weight, 0);
  for (const target of open) {
    left -= target.weight;
    if (left < 0) return target;
  }
  return open.at(-1);
}
