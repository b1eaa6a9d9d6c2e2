export type ReadAnswer = {
  readonly status: number;
  /** Without the line that ends it. */
  readonly head: string;
  readonly body: string;
  /** Whether its framing says that all of it is there. */
  readonly isWhole: boolean;
};

/** A status line and headers as a gateway may write them: no control characters, nothing bare, no fold (RFC 9112). */
const HEAD =
  /^HTTP\/1\.1 [1-5][0-9][0-9] [\t -~\x80-\xff]*\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+: ?[\t -~\x80-\xff]*\r\n)*$/;

/**
 * Everything that came back on one connection, read strictly. What is no answer is left as `rest`.
 * @param methods of the requests in their order: an answer to HEAD has no body
 */
export function readAnswers(
  text: string,
  methods: readonly string[],
): { answers: ReadAnswer[]; rest: string } {
  const answers: ReadAnswer[] = [];
  let rest = text;
  for (const method of methods) {
    const end = rest.indexOf("\r\n\r\n");
    const head = rest.slice(0, end + 2);
    if (end === -1 || !HEAD.test(head)) break;
    const { body, isWhole, length } = bodyOf(head, rest.slice(end + 4), method);
    answers.push({ status: Number(head.slice(9, 12)), head: head.trimEnd(), body, isWhole });
    rest = rest.slice(end + 4 + length);
    if (!isWhole) break;
  }
  return { answers, rest };
}

function bodyOf(
  head: string,
  text: string,
  method: string,
): { body: string; isWhole: boolean; length: number } {
  const status = Number(head.slice(9, 12));
  if (method === "HEAD" || status === 204 || status === 304) return { body: "", isWhole: true, length: 0 };
  const values = (name: string) =>
    [...head.matchAll(new RegExp(`^${name}: ?(.*)\r$`, "gim"))].map(([, value]) => value);
  const lengths = values("content-length");
  const codings = values("transfer-encoding");
  if (lengths.length + codings.length !== 1) return { body: text, isWhole: false, length: text.length };
  if (codings.length === 1) return dechunked(text);
  const length = Number(lengths[0]);
  return { body: text.slice(0, length), isWhole: text.length >= length, length };
}

function dechunked(text: string): { body: string; isWhole: boolean; length: number } {
  let body = "";
  let at = 0;
  for (;;) {
    const line = /^([0-9a-f]+)\r\n/i.exec(text.slice(at, at + 20));
    if (line === null) return { body, isWhole: false, length: text.length };
    const size = Number.parseInt(line[1] ?? "", 16);
    const from = at + line[0].length;
    if (size === 0) return endOfChunks(text, from, body);
    body += text.slice(from, from + size);
    at = from + size + 2;
    if (text.length < at) return { body, isWhole: false, length: text.length };
  }
}

/** Behind the last chunk there may be trailers, and there is an empty line. */
function endOfChunks(
  text: string,
  at: number,
  body: string,
): { body: string; isWhole: boolean; length: number } {
  const end = text.startsWith("\r\n", at) ? at : text.indexOf("\r\n\r\n", at) + 2;
  const isWhole = end >= at && text.startsWith("\r\n", end);
  return { body, isWhole, length: isWhole ? end + 2 : text.length };
}
