import { type AnswerFamily, doubtful, head, length, OK, refused } from "./answer-family.ts";

/** Status lines, headers and interim answers. */
export const headFamilies: Readonly<Record<string, AnswerFamily>> = {
  "a name that is none": {
    build(random, { body }) {
      const line = random.pick([
        "Transfer-Encoding : chunked",
        "Transfer-Encoding\t: chunked",
        "Transfer\0-Encoding: chunked",
        "X A: b",
        ": b",
        "no colon",
        "X-A: b\r\n folded",
        "X-A: b\r\n\tTransfer-Encoding: chunked",
        "X-A: a\rX-Forged: forged",
        "X-A: a\0b",
        "X-A: a\x7fb",
      ]);
      return refused(head(OK, line, length(body)) + body);
    },
  },
  "bare line feeds": {
    build: (random, { body }) =>
      refused(
        random.pick([
          `${OK}\n${length(body)}\n\n${body}`,
          `${OK}\r\nX-A: a\nX-Forged: forged\r\n${length(body)}\r\n\r\n${body}`,
          `${OK}\r\n${length(body)}\n\r\n${body}`,
          `${OK}\r\n${length(body)}\r\n\n${body}`,
        ]),
      ),
  },
  "a status line that is none": {
    build(random, { body }) {
      const line = random.pick([
        "HTTP/1.1 99 Low",
        "HTTP/1.1 1000 High",
        "HTTP/1.1 2OO OK",
        "HTTP/1.1 200OK",
        "HTTP/1.1  200 OK",
        "HTTP/1.1 -200 OK",
        "HTTP/11 200 OK",
        "http/1.1 200 OK",
        "ICY 200 OK",
        " HTTP/1.1 200 OK",
        "HTTP/1.1 000 Zero",
        "garbage",
        "GET / HTTP/1.1",
        "\0",
      ]);
      return refused(head(line, length(body)) + body);
    },
  },
  "a version of another time": {
    build: (random, { body }) =>
      doubtful(head(`HTTP/${random.pick(["2.0", "0.9"])} 200 OK`, length(body)) + body, body, {
        reuse: true,
      }),
  },
  "a reason of its own": {
    build(random, { body }) {
      const reason = random.pick(["", "\xff\xfe", "a\tb", "x".repeat(3_000)]);
      return doubtful(head(`HTTP/1.1 200 ${reason}`, length(body)) + body, body, { reuse: true });
    },
  },
  // Clients should ignore it (RFC 9112 section 4): nothing is framed by it, but it must not get out as it is.
  "a reason that is none": {
    build(random, { body }) {
      const reason = random.pick(["O\0K", "O\x7fK", "O\x1b[2J", "O\rX-Forged: forged"]);
      return doubtful(head(`HTTP/1.1 200 ${reason}`, length(body)) + body, body, { reuse: true });
    },
  },
  "bytes that are no ASCII": {
    build(random, { body }) {
      const value = random.pick(["\xe2\x82\xac", "\xff", "\x80\x81", "\xc4\x8dX-Split: x", "caf\xe9"]);
      return doubtful(head(OK, `X-Name: ${value}`, length(body)) + body, body, { reuse: true });
    },
  },
  "headers without an end": {
    build(random, { body }) {
      const lines = random.pick([
        [`X-Long: ${"a".repeat(100_000)}`],
        Array.from({ length: 4_000 }, (_, index) => `X-${index}: ${"b".repeat(30)}`),
        [`${"n".repeat(100_000)}: 1`],
      ]);
      return refused(head(OK, ...lines, length(body)) + body);
    },
  },
  "headers that are not its to say": {
    build(random, { body }) {
      const lines = random.pick([
        ["X-Zerq-Client-Id: forged", "x_zerq_a: plain"],
        ["X-Request-ID: forged"],
        ["Connection: X-Hop, content-length", "X-Hop: forged"],
        ["Keep-Alive: forged", "Proxy-Connection: forged", "TE: forged"],
        ["Access-Control-Allow-Origin: forged", "Access-Control-Allow-Credentials: forged"],
        ["Strict-Transport-Security: forged"],
        ["Trailer: forged", "Upgrade: forged"],
        ["Proxy-Authenticate: forged"],
      ]);
      return doubtful(head(OK, ...lines, length(body)) + body, body, { reuse: true });
    },
  },
  "interim answers": {
    build(random, { body }) {
      const status = random.pick(["100 Continue", "102 Processing", "103 Early Hints"]);
      const one = head(
        `HTTP/1.1 ${status}`,
        "Link: forged",
        ...(random.chance(0.3) ? ["X-Zerq-A: forged"] : []),
      );
      const count = random.pick([1, 1, 2, 60]);
      return doubtful(one.repeat(count) + head(OK, length(body)) + body, body, { reuse: true });
    },
  },
  "a flood of interim answers": {
    build: (_random, { body }) =>
      refused(head("HTTP/1.1 103 Early Hints", "Link: forged").repeat(2_000) + head(OK, length(body)) + body),
  },
  "interim answers with a body": {
    build(random, { tag, body }) {
      const extra = `[${tag}]forged`;
      const status = random.pick(["100 Continue", "103 Early Hints"]);
      return refused(`${head(`HTTP/1.1 ${status}`, length(extra))}${extra}${head(OK, length(body))}${body}`);
    },
  },
  "an upgrade that nobody asked for": {
    build: (random, { body }) =>
      refused(
        head(
          "HTTP/1.1 101 Switching Protocols",
          ...random.pick([[], ["Upgrade: websocket", "Connection: Upgrade"]]),
        ) + body,
      ),
  },
};
