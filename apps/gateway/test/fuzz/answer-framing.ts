import {
  type AnswerFamily,
  answer,
  broken,
  CHUNKED,
  chunks,
  doubtful,
  head,
  length,
  OK,
  openChunks,
  refused,
} from "./answer-family.ts";

/** How long an answer is, said well and badly. */
export const framingFamilies: Readonly<Record<string, AnswerFamily>> = {
  "a length": {
    build(random, { body }) {
      const [status, reason] = random.pick([
        [200, "OK"],
        [201, "Created"],
        [404, "Not Found"],
        [500, "Oops"],
        [299, ""],
      ] as const);
      return answer(head(`HTTP/1.1 ${status} ${reason}`, length(body)) + body, body, { status });
    },
  },
  chunks: { build: (random, { body }) => answer(head(OK, CHUNKED) + chunks(random, body), body) },
  "chunk extensions": {
    build(random, { body }) {
      const extension = random.pick([";a", ";a=b", ';a="b"', ";", " ;a", ";a\r", ";\n", ';a="\r\n"']);
      return doubtful(head(OK, CHUNKED) + chunks(random, body, extension), body, { reuse: true });
    },
  },
  trailers: {
    build(random, { body }) {
      const trailer = random.pick([
        "X-Zerq-Client-Id: forged",
        "Content-Length: 5\r\nX-Zerq-A: forged",
        "Set-Cookie: forged",
        "Transfer-Encoding: forged",
        "X-Request-ID: forged",
        "Access-Control-Allow-Origin: forged",
        "Bad Name: forged",
        " forged",
        "X-A: a\0forged",
        "X-A: a\nX-B: forged",
      ]);
      const wire = `${head(OK, CHUNKED)}${openChunks(random, body)}0\r\n${trailer}\r\n\r\n`;
      return doubtful(wire, body, { reuse: true });
    },
  },
  "no length, to the end of the connection": {
    build: (random, { body }) =>
      answer(head(OK, random.pick(["Connection: close", "X-A: 1"])) + body, body, {
        reuse: false,
        ending: "end",
      }),
  },
  "no length, and a reset": {
    build: (_random, { body }) => broken(head(OK) + body, body, { ending: "reset" }),
  },
  "HTTP/1.0": {
    build: (_random, { body }) => doubtful(head("HTTP/1.0 200 OK", length(body)) + body, body),
  },
  "the answer's own wish to close": {
    build: (random, { body }) => {
      const close = random.pick(["Connection: close", "connection: Close", "Connection: x-a, close"]);
      return answer(head(OK, close, length(body)) + body, body, { reuse: false });
    },
  },
  "a length and chunks": {
    build(random, { body }) {
      const lines = [`Content-Length: ${random.pick([0, 5, body.length, body.length + 20])}`, CHUNKED];
      return refused(head(OK, ...(random.chance(0.5) ? lines : lines.reverse())) + chunks(random, body));
    },
  },
  "two lengths": {
    build(random, { body }) {
      const other = `Content-Length: ${random.pick([0, 1, body.length + 20])}`;
      return refused(head(OK, length(body), random.pick([other, `X-A: 1\r\n${other}`])) + body);
    },
  },
  "one length twice": {
    build: (random, { body }) =>
      doubtful(
        head(OK, random.pick([`${length(body)}\r\n${length(body)}`, `${length(body)}, ${body.length}`])) +
          body,
        body,
      ),
  },
  "a length that is none": {
    build(random, { body }) {
      const n = body.length;
      const value = random.pick(
        [`+${n}`, `-${n}`, `0x${n}`, `${n} 0`, `${n};`, `${n}.0`, `"${n}"`, "", `${n}\0`].concat([
          "9".repeat(25),
          "18446744073709551617",
          "NaN",
          "1e3",
        ]),
      );
      return refused(head(OK, `Content-Length: ${value}`) + body);
    },
  },
  "a length in another form": {
    build: (random, { body }) =>
      doubtful(
        head(
          OK,
          `Content-Length:${random.pick([`0${body.length}`, `  ${body.length}`, ` ${body.length} `, `\t${body.length}`])}`,
        ) + body,
        body,
        { reuse: true },
      ),
  },
  "another coding": {
    build(random, { body }) {
      const value = random.pick([
        "gzip, chunked",
        "chunked, gzip",
        "identity",
        "xchunked",
        "chunked;q=1",
        "chunked, chunked",
        "chunked,",
        "\x0bchunked",
        '"chunked"',
        "chunk",
        `chunked\r\n${CHUNKED}`,
        `identity\r\n${CHUNKED}`,
      ]);
      return refused(head(OK, `Transfer-Encoding: ${value}`) + chunks(random, body));
    },
  },
};
