import { z } from "zod";

/**
 * Bytes from which on a delta isn't published itself but only named: Redis closes the connection of a subscriber for whom
 * some megabytes wait, and then nobody hears of anything.
 */
export const LARGE_DELTA_BYTES = 256 * 1024;

const begin = '{"large":';
const name = z
  .object({ large: z.object({ version: z.number().int().positive(), length: z.number().int() }).strict() })
  .strict();

/** How a large delta is named on the channel. It isn't signed: it says where to look, and nothing more. */
export function nameLargeDelta(version: number | string, length: number | string): string {
  return `${begin}{"version":${version},"length":${length}}}`;
}

/** The version that is named; undefined when the message is something else, such as a delta. */
export function namedVersion(text: string): number | undefined {
  if (!text.startsWith(begin) || text.length > 100) return undefined;
  try {
    return name.parse(JSON.parse(text)).large.version;
  } catch {
    return undefined;
  }
}
