/** Bytes that are no DER. */
export class DerError extends Error {}

export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  context0: 0xa0,
} as const;

/** One element: `bytes` is all of it, `content` what is behind tag and length. */
export type DerElement = { readonly tag: number; readonly bytes: Buffer; readonly content: Buffer };

/**
 * The elements of a DER text one after another (X.690 sections 8.1 and 10.1): tags of one octet and definite lengths in their
 * shortest form. It is for lists whose length nobody bounds: pkijs makes objects of each part, which takes 0.2 ms for each
 * entry of a revocation list, and gives up at 10,000 parts.
 * @throws DerError
 */
export function* readElements(bytes: Buffer): Generator<DerElement> {
  for (let offset = 0; offset < bytes.length; ) {
    const element = readElement(bytes, offset);
    offset += element.bytes.length;
    yield element;
  }
}

/** The only element of these bytes. @throws DerError */
export function readSingle(bytes: Buffer, tag: number): DerElement {
  const element = readElement(bytes, 0);
  if (element.bytes.length !== bytes.length || element.tag !== tag)
    throw new DerError("not what was expected");
  return element;
}

function readElement(bytes: Buffer, offset: number): DerElement {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new DerError("cut off");
  const size = first < 0x80 ? 0 : first & 0x7f;
  // 0x80 would be an indefinite length; four octets are more than anything that is read here.
  if (first === 0x80 || size > 4 || offset + 2 + size > bytes.length) throw new DerError("no length");
  const length = size === 0 ? first : bytes.readUIntBE(offset + 2, size);
  if (size > 0 && (length < 0x80 || length < 2 ** (8 * (size - 1)))) throw new DerError("a length too long");
  const start = offset + 2 + size;
  if (start + length > bytes.length) throw new DerError("cut off");
  return {
    tag,
    bytes: bytes.subarray(offset, start + length),
    content: bytes.subarray(start, start + length),
  };
}

/** A UTCTime or GeneralizedTime as RFC 5280 section 4.1.2.5 allows them: with seconds, in UTC. Milliseconds since the epoch. */
export function readTime({ tag, content }: DerElement): number {
  const text = content.toString("latin1");
  const isShort = tag === derTag.utcTime && /^\d{12}Z$/.test(text);
  const isLong = tag === derTag.generalizedTime && /^\d{14}Z$/.test(text);
  if (!isShort && !isLong) throw new DerError("not a time");
  const full = isLong ? text : `${Number(text.slice(0, 2)) < 50 ? "20" : "19"}${text}`;
  const time = Date.parse(full.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (Number.isNaN(time)) throw new DerError("not a time");
  return time;
}
