import type { GeneralName, GeneralSubtree, RelativeDistinguishedNames } from "pkijs";
import { CertificateError } from "./certificate-error.ts";
import type { CertificatePath } from "./find-paths.ts";
import type { ReadCertificate } from "./read-certificate.ts";

/** Tags of GeneralName that can be held to a constraint. One of any other type is refused, not passed over. */
const tag = { email: 1, dns: 2, directory: 4, uri: 6, ip: 7 } as const;

const EMAIL_ADDRESS = "1.2.840.113549.1.9.1";

/**
 * Name constraints (RFC 5280 sections 4.2.1.10 and 6.1): each authority's hold for every certificate below it, and for each
 * of its names. Held here since pkijs is content when one of several names is permitted, and lets an authority widen what the
 * one above it allows.
 * @throws CertificateError
 */
export function holdNameConstraints(path: CertificatePath): void {
  for (const [index, { nameConstraints, subject }] of path.entries()) {
    if (nameConstraints === undefined) continue;
    const { permittedSubtrees = [], excludedSubtrees = [] } = nameConstraints;
    for (const subtree of [...permittedSubtrees, ...excludedSubtrees]) refuseUnknown(subtree, subject);
    for (const [place, below] of path.slice(0, index).entries()) {
      // An authority that renews itself may keep its name; a leaf never may.
      if (place > 0 && below.subject === below.issuer) continue;
      for (const name of generalNamesOf(below)) {
        const ofType = permittedSubtrees.filter(({ base }) => base.type === name.type);
        const isPermitted = ofType.length === 0 || ofType.some(({ base }) => isWithin(name, base));
        if (!isPermitted || excludedSubtrees.some(({ base }) => isWithin(name, base)))
          throw new CertificateError(
            `a name of ${below.subject} is not among those that ${subject} may certify`,
          );
      }
    }
  }
}

/** `minimum` and `maximum` have no use (RFC 5280 section 4.2.1.10), so what they should mean isn't known. */
function refuseUnknown({ base, minimum, maximum }: GeneralSubtree, subject: string): void {
  const isKnown = Object.values(tag).some((one) => one === base.type);
  if (!isKnown || Number(minimum) !== 0 || (maximum !== undefined && Number(maximum) !== 0))
    throw new CertificateError(`the name constraints of ${subject} are not understood`);
}

type Name = Pick<GeneralName, "type" | "value">;

/** The subject, its alternative names, and e-mail addresses of old that are a part of the subject. */
function generalNamesOf({ parsed }: ReadCertificate): Name[] {
  const { subject, extensions = [] } = parsed;
  const alternatives = extensions.flatMap(({ parsedValue }) => (parsedValue?.altNames as Name[]) ?? []);
  const mails = subject.typesAndValues
    .filter(({ type }) => type === EMAIL_ADDRESS)
    .map(({ value }) => ({ type: tag.email, value: value.valueBlock.value }) as Name);
  return [{ type: tag.directory, value: subject } as Name, ...alternatives, ...mails];
}

function isWithin(name: Name, base: Name): boolean {
  if (name.type !== base.type) return false;
  if (name.type === tag.directory) return isBelow(name.value, base.value);
  if (name.type === tag.ip) return isInNetwork(bytesOf(name), bytesOf(base));
  const value = String(name.value).toLowerCase();
  const constraint = String(base.value).toLowerCase();
  if (name.type === tag.dns) return isDomain(value, constraint, { orBelow: true });
  if (name.type === tag.email && constraint.includes("@")) return value === constraint;
  const host = name.type === tag.email ? value.slice(value.lastIndexOf("@") + 1) : hostOf(value);
  return isDomain(host, constraint, { orBelow: false });
}

/** A leading dot means below only; without one it depends on the type of the name. */
function isDomain(name: string, constraint: string, { orBelow }: { orBelow: boolean }): boolean {
  if (constraint === "" && orBelow) return true;
  if (constraint.startsWith(".")) return name.endsWith(constraint) && name !== constraint;
  return name === constraint || (orBelow && name.endsWith(`.${constraint}`));
}

function hostOf(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).hostname : "";
}

/** Whether a directory name begins with all of the other's attributes. */
function isBelow(name: RelativeDistinguishedNames, base: RelativeDistinguishedNames): boolean {
  return base.typesAndValues.every((part, index) => name.typesAndValues[index]?.isEqual(part) === true);
}

function bytesOf({ value }: Name): Uint8Array {
  return (value as { valueBlock: { valueHexView: Uint8Array } }).valueBlock.valueHexView;
}

/** @param network an address and its mask */
function isInNetwork(address: Uint8Array, network: Uint8Array): boolean {
  if (network.length !== address.length * 2) return false;
  return address.every(
    (byte, index) =>
      ((byte ^ (network[index] as number)) & (network[index + address.length] as number)) === 0,
  );
}
