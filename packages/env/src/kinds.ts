import { BlockList, isIP } from "node:net";
import { Secret } from "@zerq/logging/secret";
import { z } from "zod";

/** How the texts of settings are read. Messages continue a sentence that begins with the setting's name. */

export const text = z.string();

export const secretText = z.string().transform((value) => new Secret(value));

export function integer(min: number, max: number): z.ZodType<number, string> {
  return z.string().transform((value, context) => {
    const number = /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    context.addIssue({ code: "custom", message: `must be a whole number from ${min} to ${max}` });
    return z.NEVER;
  });
}

export const port = integer(1, 65_535);

export const flag: z.ZodType<boolean, string> = z
  .enum(["true", "false", "1", "0"], { error: "must be true or false" })
  .transform((value) => value === "true" || value === "1");

export function oneOf<const T extends readonly [string, ...string[]]>(
  values: T,
): z.ZodType<T[number], string> {
  return z.enum(values, { error: `must be one of ${values.join(", ")}` }) as unknown as z.ZodType<
    T[number],
    string
  >;
}

/** Items separated by commas, without white space around them; an empty text gives an empty list. */
export const list: z.ZodType<string[], string> = z.string().transform((value) =>
  value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== ""),
);

/** A duration such as `500ms`, `30s`, `5m`, `12h` or `7d`, in milliseconds. */
export const duration: z.ZodType<number, string> = z.string().transform((value, context) => {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(value);
  const factor = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[match?.[2] ?? ""];
  if (match !== null && factor !== undefined) return Number(match[1]) * factor;
  context.addIssue({ code: "custom", message: "must be a duration such as 30s, 5m or 12h" });
  return z.NEVER;
});

/** An http or https URL without a trailing slash. */
export const httpUrl: z.ZodType<string, string> = z.string().transform((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return value.replace(/\/+$/, "");
  context.addIssue({ code: "custom", message: "must be an http or https URL" });
  return z.NEVER;
});

/** A URL of one of the schemes; it may hold a password, so it is a secret. */
export function secretUrl(...schemes: string[]): z.ZodType<Secret<string>, string> {
  return z.string().transform((value, context) => {
    if (schemes.some((scheme) => value.startsWith(`${scheme}://`) && value.length > scheme.length + 3)) {
      return new Secret(value);
    }
    const forms = schemes.map((scheme) => `${scheme}://…`).join(" or ");
    context.addIssue({ code: "custom", message: `must be of the form ${forms}` });
    return z.NEVER;
  });
}

/** Addresses and networks, separated by commas, as one BlockList to ask. */
export const networks: z.ZodType<BlockList, string> = list.transform((items, context) => {
  const block = new BlockList();
  for (const item of items) {
    const [address = "", prefix] = item.split("/");
    const family = isIP(address);
    const most = family === 6 ? 128 : 32;
    const bits = prefix === undefined ? most : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
    if (family === 0 || !(bits >= 0 && bits <= most)) {
      context.addIssue({
        code: "custom",
        message: `must be a list of addresses or networks; ${item} is neither`,
      });
      return z.NEVER;
    }
    if (family === 6 && holdsMapped(address, bits)) {
      const message = `must not have ${item}: it would hold every IPv4 address; give IPv4 networks as such`;
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }
    block.addSubnet(address, bits, family === 6 ? "ipv6" : "ipv4");
  }
  return block;
});

/**
 * Whether all of ::ffff:0:0/96 (RFC 4291 section 2.5.5.2) is within the network. IPv4 peers are compared as such addresses, so
 * `::ffff:0:0/0`, or `::/0`, would trust everybody (CVE-2026-39409).
 */
function holdsMapped(address: string, bits: number): boolean {
  const network = new BlockList();
  network.addSubnet(address, bits, "ipv6");
  return bits < 96 && network.check("::ffff:0:0", "ipv6");
}

const HOW_TO_MAKE_A_KEY = "make one with: openssl rand -base64 32";

/**
 * 32 random bytes as base64 or hex. Refused: another length, all bytes equal, a sequence, a sentence, the same half
 * twice, fewer than 12 different bytes (random ones have fewer than once in 10^20).
 */
export const key32: z.ZodType<Secret<Buffer>, string> = z.string().transform((value, context) => {
  const bytes = decodeKey(value);
  const problem = bytes === undefined ? "is not base64 or hex" : weakness(bytes);
  if (bytes !== undefined && problem === undefined) return new Secret(bytes);
  context.addIssue({
    code: "custom",
    message: `${problem}; it must be 32 random bytes as base64 or hex; ${HOW_TO_MAKE_A_KEY}`,
  });
  return z.NEVER;
});

function decodeKey(value: string): Buffer | undefined {
  if (/^[0-9a-fA-F]+$/.test(value) && value.length === 64) return Buffer.from(value, "hex");
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(value) ? Buffer.from(value, "base64") : undefined;
}

function weakness(bytes: Buffer): string | undefined {
  if (bytes.length < 32) return `is too short (${bytes.length} bytes)`;
  if (bytes.length > 32) return `is too long (${bytes.length} bytes)`;
  const different = new Set(bytes);
  if (different.size === 1) return "is one byte repeated";
  const steps = new Set(bytes.subarray(1).map((byte, index) => (byte - (bytes[index] ?? 0)) & 0xff));
  if (steps.size === 1) return "is a plain sequence";
  if (different.size < 12) return "is not random";
  if (bytes.subarray(0, 16).equals(bytes.subarray(16))) return "is one half twice";
  // Random bytes are all printable once in 10^13: such a key is an example, a password or a sentence.
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) return "is readable text, such as an example";
  return undefined;
}
