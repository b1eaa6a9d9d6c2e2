import { parsePublicKey } from "@zerq/crypto/signing";
import { httpUrl, list, text } from "@zerq/env/kinds";
import { Secret } from "@zerq/logging/secret";
import { isHostPattern } from "@zerq/plane-protocol/host-pattern";
import { z } from "zod";
import { AddressSet } from "./address/address-set.ts";
import { mayTellCertificate } from "./request/header-roles.ts";
import { HostSet } from "./tls/host-set.ts";

/** Public keys of management, separated by commas: one, or two while the signing key is being changed. */
export const verifyKeys = list.transform((items, context) => {
  try {
    if (items.length > 0) return items.map(parsePublicKey);
  } catch {
    // Told below: a key's text is nothing to print.
  }
  context.addIssue({ code: "custom", message: "must be public keys (Ed25519 or P-256, base64 SPKI or PEM)" });
  return z.NEVER;
});

/** Peers whose X-Forwarded-* headers count. A mapped network wider than IPv4 itself would trust everybody. */
export const addresses = list.transform((items, context) => {
  try {
    return AddressSet.of(items);
  } catch (error) {
    context.addIssue({
      code: "custom",
      message: `must be addresses or networks: ${(error as Error).message}`,
    });
    return z.NEVER;
  }
});

export const origins = list.transform((items, context) => {
  const wrong = items.find((item) => item !== "*" && !/^https?:\/\/[^/\s?#@]+$/i.test(item));
  if (wrong === undefined) return new Set(items.map((item) => item.toLowerCase()));
  context.addIssue({
    code: "custom",
    message: `must be origins such as https://app.example.com, not ${wrong}`,
  });
  return z.NEVER;
});

/** `off`, a set of names, or `config` for those that follow from the config. */
export const clientCertificateHosts = list.transform((items, context) => {
  const names = items.map((item) => item.toLowerCase());
  if (names.length === 0) return "config" as const;
  if (names.length === 1 && names[0] === "off") return "off" as const;
  if (names.every((name) => name === "*" || isHostPattern(name))) return HostSet.of(names);
  context.addIssue({ code: "custom", message: "must be names, `*.` and a name, or `*`; or `off`" });
  return z.NEVER;
});

/** Lower case; undefined for the headers of RFC 9440. Names that mean something else can't be taken. */
export const certificateHeader = text.transform((value, context) => {
  const name = value.toLowerCase();
  if (name === "client-cert") return undefined;
  if (/^[a-z0-9][a-z0-9-]{0,63}$/.test(name) && mayTellCertificate(name)) return name;
  context.addIssue({ code: "custom", message: "must be the name of a header that nothing else uses" });
  return z.NEVER;
});

export const collectorUrl = z.union([z.literal(""), httpUrl], { error: "must be an http or https URL" });

/** `name=value` pairs, separated by commas, values percent-encoded (W3C Baggage, as OpenTelemetry has it). */
export const headerPairs = list.transform((items, context) => {
  const headers: Record<string, string> = {};
  for (const item of items) {
    const [, name = "", value = ""] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*=\s*(.*)$/.exec(item) ?? [];
    const plain = percentDecoded(value);
    if (name === "" || plain === undefined || !/^[\x20-\x7e]*$/.test(plain)) {
      context.addIssue({
        code: "custom",
        message: "must be headers such as name=value, separated by commas",
      });
      return z.NEVER;
    }
    headers[name] = plain;
  }
  return new Secret<Readonly<Record<string, string>>>(headers);
});

function percentDecoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

export const ratio = text.transform((value, context) => {
  if (/^(0(\.\d+)?|1(\.0+)?)$/.test(value)) return Number(value);
  context.addIssue({ code: "custom", message: "must be a number from 0 to 1" });
  return z.NEVER;
});
