import {
  type AnswerFamily,
  answer,
  broken,
  CHUNKED,
  chunks,
  head,
  length,
  OK,
  openChunks,
  overlong,
  smuggled,
} from "./answer-family.ts";

/** What comes where an answer ends, or where it should. */
export const endFamilies: Readonly<Record<string, AnswerFamily>> = {
  "no body allowed": {
    build(random, { tag }) {
      const status = random.pick([204, 304]);
      const lines = random.pick([[], status === 304 ? [`Content-Length: 1000`] : ["X-A: 1"]]);
      const wire = head(`HTTP/1.1 ${status} Empty`, ...lines, `ETag: "${tag}"`);
      return answer(wire, "", { status });
    },
  },
  "a body where none is allowed": {
    build(random, { tag }) {
      const status = random.pick([204, 304]);
      const extra = smuggled(random, tag);
      const lines = random.pick([[`Content-Length: ${extra.length}`], [], [CHUNKED]]);
      return overlong(head(`HTTP/1.1 ${status} Empty`, ...lines), extra, "", { status });
    },
  },
  HEAD: {
    methods: ["HEAD"],
    build(random, { body }) {
      const line = random.pick([length(body), CHUNKED, "X-A: 1", "Content-Length: 0"]);
      // Without a length nobody needs to believe that nothing follows.
      return answer(head(OK, line), "");
    },
  },
  "HEAD with a body": {
    methods: ["HEAD"],
    build: (random, { tag }) => {
      const extra = smuggled(random, tag);
      return overlong(head(OK, random.pick([length(extra), "X-A: 1"])), extra, "");
    },
  },
  "bytes behind a length": {
    build: (random, { body, tag }) => overlong(head(OK, length(body)) + body, smuggled(random, tag), body),
  },
  "bytes behind the last chunk": {
    build: (random, { body, tag }) =>
      overlong(head(OK, CHUNKED) + chunks(random, body), smuggled(random, tag), body),
  },
  "bytes behind no body": {
    build: (random, { tag }) => overlong(head(OK, "Content-Length: 0"), smuggled(random, tag), ""),
  },
  // Nobody can take an empty line for an answer, and old servers send one.
  "an empty line behind": {
    build: (_random, { body }) => overlong(head(OK, length(body)) + body, "\r\n", body, { reuse: true }),
  },
  "chunks that are none": {
    build(random, { body, tag }) {
      const bad = random.pick([
        "0x3\r\nabc\r\n",
        "-3\r\nabc\r\n",
        "+3\r\nabc\r\n",
        " 3\r\nabc\r\n",
        "3 3\r\nabc\r\n",
        "g\r\n",
        "\r\n",
        "FFFFFFFFFFFFFFFFF\r\nabc",
        "3\nabc\r\n",
        "3\r\nabcd\r\n",
        "3\r\nabc\n",
        "3\r\nabc0\r\n\r\n",
        "3;a\nabc\r\n",
      ]);
      const good = openChunks(random, body);
      return broken(`${head(OK, CHUNKED)}${good}${bad}0\r\n\r\n${smuggled(random, tag)}`, `${body}abc`);
    },
  },
  "an end too early": {
    build(random, { body }) {
      const isChunked = random.chance(0.5);
      const whole = isChunked ? head(OK, CHUNKED) + chunks(random, body) : head(OK, length(body)) + body;
      const wire = whole.slice(0, Math.floor(random.next() * (whole.length - 1)));
      return broken(wire, body, { ending: random.pick(["end", "reset"]) });
    },
  },
  "a silence": {
    build(random, { body }) {
      const whole = random.chance(0.5)
        ? head(OK, CHUNKED) + chunks(random, body)
        : head(OK, length(body)) + body;
      return broken(whole.slice(0, Math.floor(random.next() * (whole.length - 1))), body);
    },
  },
  nothing: {
    build: (random) => broken("", "", { ending: random.pick(["end", "reset"]) }),
  },
};
